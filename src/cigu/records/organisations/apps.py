from typing import Any

from django.apps import AppConfig


class Organisations(AppConfig):
    name = "cigu.records.organisations"
    label = "records_organisations"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from .models import Organisation

        def place(party: int) -> tuple[Any, str] | None:
            found = (
                Organisation._base_manager.filter(party=party).select_related("territory").first()
            )
            body = found
            return (body.territory, body.domain_id or "") if body else None

        locate(Party.Kind.ORGANISATION, place)
