from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Needs(AppConfig):
    name = "cigu.records.needs"
    label = "records_needs"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.search.registry import Searchable, register
        from cigu.core.ui import nav
        from cigu.core.webhooks.topics import offer

        from . import bulk as bulk
        from . import imports as imports
        from .models import Need

        owner = ("organisation__short_name", "organisation__name_zh")
        register(Searchable(_("Needs"), Need, ("number", "title", "keywords"), owner))
        offer("needs.accepted", _("A need was accepted"), "records_needs.need")
        staff = (Role.OFFICER, Role.BROKER, Role.COMMISSIONER, Role.LEADER)
        nav.register(nav.SERVE, _("Needs"), "needs:list", "need", staff, 20, key="needs")
        nav.register(
            nav.HOME, _("My needs"), "needs:list", "need", (Role.ENTERPRISE,), 30, key="needs",
            phone=3,
        )  # fmt: skip
        nav.register(nav.HOME, _("Published needs"), "needs:list", "need", (Role.EXPERT,), 25)
