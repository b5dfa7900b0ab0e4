from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Checkups(AppConfig):
    name = "cigu.work.checkups"
    label = "work_checkups"

    def ready(self) -> None:
        from cigu.core.webhooks.topics import offer

        from . import entries

        offer("checkups.issued", _("A checkup report was issued"), "work_checkups.checkup")
        entries.register_all()
