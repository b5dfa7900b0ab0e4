"""What the registers add to the shell: search over the nouns, and navigation entries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.search.registry import Searchable, register
from cigu.core.ui import nav
from cigu.records.achievements.models import Achievement
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Person
from cigu.records.teams.models import Team

NAMES = ("name_zh", "name_en", "short_name")


def register_searches() -> None:
    register(Searchable(_("Organisations"), Organisation, NAMES, ("credit_code",)))
    register(Searchable(_("People"), Person, ("name", "name_en", "speciality")))
    register(Searchable(_("Teams"), Team, ("name", "name_en", "organisation__name_zh")))
    register(Searchable(_("Achievements"), Achievement, ("number", "title", "abstract")))


def register_navigation() -> None:
    nav.register(nav.REGISTERS, _("Directory"), "registers:organisations", "book", STAFF_ROLES, 80)
    checks = (Role.OFFICER, Role.BROKER, Role.LEADER)
    nav.register(
        nav.REGISTERS, _("Achievements"), "registers:achievements", "achieve", checks, 82,
        key="achievements",
    )  # fmt: skip
    expert = (Role.EXPERT,)
    nav.register(
        nav.HOME, _("Achievements"), "registers:achievements", "achieve", expert, 30,
        key="achievements", phone=3,
    )  # fmt: skip
    nav.register(nav.HOME, _("My profile"), "registers:my_profile", "user", expert, 60)
