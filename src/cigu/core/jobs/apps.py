from django.apps import AppConfig


class Jobs(AppConfig):
    name = "cigu.core.jobs"
    label = "core_jobs"

    def ready(self) -> None:
        from . import checking  # noqa: F401 - it registers its job kind
