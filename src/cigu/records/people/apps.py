from django.apps import AppConfig


class People(AppConfig):
    name = "cigu.records.people"
    label = "records_people"

    def ready(self) -> None:
        from cigu.core.access.models import Party
        from cigu.core.access.whereabouts import locate

        from . import imports as imports
        from .models import Person

        locate(Party.Kind.PERSON, Person, body="employer")
