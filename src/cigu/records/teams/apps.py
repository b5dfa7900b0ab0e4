from typing import Any

from django.apps import AppConfig


class Teams(AppConfig):
    name = "cigu.records.teams"
    label = "records_teams"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from .models import Team

        def place(party: int) -> tuple[Any, str] | None:
            found = (
                Team._base_manager.filter(party=party)
                .select_related("organisation__territory")
                .first()
            )
            body = found and found.organisation
            return (body.territory, body.domain_id or "") if body else None

        locate(Party.Kind.TEAM, place)
