"""Who belongs to which team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

TEAM = _("It shows how a team stood together; the name it leads to is made anonymous.")
OF_TEAM = _("of a team, not of a person")

declare(
    "records_teams.Membership",
    Told("team", Category.WORK, Fate.KEEP, TEAM),
    Told("person", Category.WORK, Fate.KEEP, TEAM),
    Told("since", Category.WORK, Fate.KEEP, TEAM),
    Told("until", Category.WORK, Fate.KEEP, TEAM),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="person__party",
)  # fmt: skip
declare(
    "records_teams.Team",
    Told("leader", Category.WORK, Fate.KEEP, TEAM),
    link("party", party=True),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="leader__party",
)  # fmt: skip
impersonal("records_teams.Team", name=OF_TEAM, name_en=OF_TEAM, location=OF_TEAM, profile=OF_TEAM)
