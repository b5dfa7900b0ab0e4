from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicNotices(AppConfig):
    name = "cigu.records.publicnotices"
    label = "records_publicnotices"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.search.registry import Searchable, register
        from cigu.core.ui import nav

        from . import imports as imports
        from . import states  # noqa: F401 - registers the flows
        from .models import PublicNotice

        register(Searchable(_("Public notices"), PublicNotice, ("number", "title")))
        nav.register(
            nav.SERVE, _("Public notices"), "publicnotices:list", "bell",
            (Role.OFFICER, Role.BROKER, Role.LEADER), 45, key="publicnotices",
        )  # fmt: skip
