from django.apps import AppConfig


class Notices(AppConfig):
    name = "cigu.core.notices"
    label = "core_notices"

    def ready(self) -> None:
        from . import mailing  # noqa: F401 - it registers its way out
