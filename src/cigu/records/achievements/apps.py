from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Achievements(AppConfig):
    name = "cigu.records.achievements"
    label = "records_achievements"

    def ready(self) -> None:
        from cigu.core.webhooks.topics import offer

        from . import imports as imports

        kind = "records_achievements.achievement"
        offer("achievements.published", _("An achievement was published"), kind)
