from django.apps import AppConfig


class Backups(AppConfig):
    name = "cigu.core.backups"
    label = "core_backups"

    def ready(self) -> None:
        from cigu.core.documents.views import content_lost

        from . import (
            losses,
            working,  # noqa: F401 - it registers its job kinds
        )

        content_lost.connect(losses.alarm)
