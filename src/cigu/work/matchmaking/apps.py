from django.apps import AppConfig


class Matchmaking(AppConfig):
    name = "cigu.work.matchmaking"
    label = "work_matchmaking"

    def ready(self) -> None:
        from cigu.core.audit.following import tell

        from . import handlers, jobs, navigation  # noqa: F401 - they register themselves
        from .tallies import follow

        tell(follow)
