from django.apps import AppConfig


class Teams(AppConfig):
    name = "cigu.records.teams"
    label = "records_teams"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from . import imports as imports
        from .models import Team

        locate(Party.Kind.TEAM, Team, body="organisation")
