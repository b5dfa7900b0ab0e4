"""Entries of the side bar, and the way here from a need's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.ui import nav
from cigu.records.needs.links import Link, offer
from cigu.records.needs.models import Need

from .guards import RANKED_STATES, can_broker

nav.register(
    nav.SERVE, _("Matchmaking"), "matchmaking:desk", "match", (Role.BROKER, Role.OFFICER,
    Role.LEADER), 30, key="matchmaking", phone=2,
)  # fmt: skip
nav.register(
    nav.HOME, _("Invitations"), "matchmaking:invitations", "mail", (Role.EXPERT,), 20,
    key="matchmaking", phone=1,
)  # fmt: skip


@offer
def matching_of(need: Need, user: Any) -> Link | None:
    """From a need's page to its candidates."""
    if need.is_masked or need.state not in (*RANKED_STATES, "solved") or not can_broker(need, user):
        return None
    return Link(_("Matchmaking"), reverse("matchmaking:need", args=[need.number]))
