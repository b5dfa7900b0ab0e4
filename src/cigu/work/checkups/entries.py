"""Where the room shows up elsewhere: the navigation and the search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.search.registry import Searchable
from cigu.core.search.registry import register as searchable
from cigu.core.ui import nav

from .models import Campaign, Checkup

STAFF = (Role.OFFICER, Role.COMMISSIONER, Role.LEADER)


def register_all() -> None:
    nav.register(nav.SERVE, _("Checkups"), "checkups:list", "checkup", STAFF, 10,
                 key="checkups", phone=2)  # fmt: skip
    nav.register(nav.HOME, _("My checkups"), "checkups:mine", "checkup", (Role.ENTERPRISE,), 10,
                 key="checkups", phone=2)  # fmt: skip
    columns = ("number", "report_number", "enterprise__name_zh", "enterprise__short_name")
    searchable(Searchable(_("Checkups"), Checkup, columns))
    searchable(Searchable(_("Campaigns"), Campaign, ("number", "name")))
