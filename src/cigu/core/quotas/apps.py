from django.apps import AppConfig


class Quotas(AppConfig):
    name = "cigu.core.quotas"
    label = "core_quotas"
