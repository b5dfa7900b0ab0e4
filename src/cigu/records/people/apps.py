from typing import Any

from django.apps import AppConfig


class People(AppConfig):
    name = "cigu.records.people"
    label = "records_people"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from .models import Person

        def place(party: int) -> tuple[Any, str] | None:
            found = (
                Person._base_manager.filter(party=party)
                .select_related("employer__territory")
                .first()
            )
            body = found and found.employer
            return (body.territory, body.domain_id or "") if body else None

        locate(Party.Kind.PERSON, place)
