from django.apps import AppConfig


class Qualifications(AppConfig):
    name = "cigu.records.qualifications"
    label = "records_qualifications"

    def ready(self) -> None:
        from . import imports as imports
