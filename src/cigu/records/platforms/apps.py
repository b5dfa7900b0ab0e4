from django.apps import AppConfig


class Platforms(AppConfig):
    name = "cigu.records.platforms"
    label = "records_platforms"

    def ready(self) -> None:
        from . import imports as imports
