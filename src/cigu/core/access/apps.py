from django.apps import AppConfig


class Access(AppConfig):
    name = "cigu.core.access"
    label = "core_access"
