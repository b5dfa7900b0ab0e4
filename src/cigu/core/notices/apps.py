from django.apps import AppConfig


class Notices(AppConfig):
    name = "cigu.core.notices"
    label = "core_notices"
