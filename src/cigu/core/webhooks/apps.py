from django.apps import AppConfig


class Webhooks(AppConfig):
    name = "cigu.core.webhooks"
    label = "core_webhooks"

    def ready(self) -> None:
        from . import subscribers  # noqa: F401 - it registers its way out
