from django.apps import AppConfig


class Checkups(AppConfig):
    name = "cigu.work.checkups"
    label = "work_checkups"

    def ready(self) -> None:
        from . import entries

        entries.register_all()
