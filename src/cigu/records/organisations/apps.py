from django.apps import AppConfig


class Organisations(AppConfig):
    name = "cigu.records.organisations"
    label = "records_organisations"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from . import imports as imports
        from .models import Organisation

        locate(Party.Kind.ORGANISATION, Organisation)
