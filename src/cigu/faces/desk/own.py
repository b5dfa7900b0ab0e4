"""What an enterprise, a team or an expert has on this site: its own records, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.ui.counting import capped, number_text
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need
from cigu.work.checkups.models import Checkup
from cigu.work.matchmaking.models import Match

SHOWN = 6


@dataclass(frozen=True)
class Panel:
    code: str
    title: str
    rows: list[Any]
    total: str
    url: str
    empty: str


def panels(user: Any) -> list[Panel]:
    access = Access.of(user)
    out: list[Panel] = []
    if access.has(Role.ENTERPRISE):
        out += _enterprise(user, access)
    if access.has(Role.EXPERT):
        out += _provider(user, access)
    return out


def _enterprise(user: Any, access: Access) -> list[Panel]:
    ours = access.parties_as(Role.ENTERPRISE)
    examined = Checkup.objects.for_(user).filter(enterprise__party__in=ours)
    raised = Need.objects.for_(user).filter(organisation__party__in=ours)
    agreed = Cooperation.objects.for_(user).filter(enterprise__party__in=ours)
    return [
        _panel("checkups", _("My checkups"), examined, "checkups:list",
               _("No checkup yet: the bureau invites enterprises to a campaign.")),
        _panel("needs", _("My needs"), raised, "needs:list", _("No need yet.")),
        _panel("cooperations", _("My cooperations"), agreed, "cooperations:list",
               _("No cooperation yet.")),
    ]  # fmt: skip


def _provider(user: Any, access: Access) -> list[Panel]:
    ours = access.parties_as(Role.EXPERT)
    asked = Match.objects.for_(user).filter(provider__in=ours, proposed_on__isnull=False)
    part = Q(provider__in=ours) | Q(adviser__in=ours)
    return [
        _panel("invitations", _("Invitations"), asked, "matchmaking:invitations",
               _("No invitation yet.")),
        _panel("work", _("My cooperations"), Cooperation.objects.for_(user).filter(part),
               "cooperations:list", _("No cooperation yet.")),
    ]  # fmt: skip


def _panel(code: str, title: str, rows: Any, url: str, empty: str) -> Panel:
    ordered = rows.order_by("-pk")
    return Panel(code, title, list(ordered[:SHOWN]), number_text(capped(rows)), reverse(url), empty)
