from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Search(AppConfig):
    name = "cigu.core.search"
    label = "core_search"

    def ready(self) -> None:
        from cigu.core.audit.following import tell

        from . import lookups  # noqa: F401 - it registers a lookup
        from .keeping import ensure, follow

        tell(follow)
        post_migrate.connect(ensure, sender=self)
