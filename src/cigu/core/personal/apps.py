from django.apps import AppConfig
from django.core.checks import register


class Personal(AppConfig):
    name = "cigu.core.personal"
    label = "core_personal"

    def ready(self) -> None:
        from .levels import check_raised

        register(check_raised)
