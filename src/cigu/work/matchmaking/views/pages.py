"""The region, one need, one match, the invitations of a provider, the funnel."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.documents.actions import documents_of
from cigu.core.flow.actions import may_fire, tasks_of
from cigu.core.flow.models import Task
from cigu.core.ui.listing import list_response
from cigu.core.ui.scope import scope_of
from cigu.records.needs.guards import can_waive
from cigu.records.needs.models import Need

from ..calibration import outcomes
from ..candidates import candidates_of, compared
from ..filtering import conditions_of, filters_of
from ..forms import NoteForm
from ..funnel import funnel_of
from ..guards import OFFERED_STATES, RANKED_STATES, can_broker
from ..index import keeper
from ..models import AssignmentRun, Kind, Match
from ..states import DECLINE_REASONS, EXCLUDE_REASONS
from ..tables import DeskTable, InvitationTable
from ..timeline import timeline
from ..wording import caution, nobody

READERS = (Role.BROKER, Role.OFFICER, Role.LEADER)
KINDS = (Kind.TEAM, Kind.PERSON, Kind.ACHIEVEMENT)


def only_staff(user: Any) -> None:
    if not Access.of(user).has(*READERS):
        raise PermissionDenied


def find_need(user: Any, number: str) -> Any:
    """A need of the reader's own place: that a need is published opens no desk elsewhere."""
    here = Access.of(user).within(READERS, "territory", "domain")
    rows = (
        Need.objects.readable(user)
        .filter(here)
        .select_related("organisation__party", "territory", "domain", "segment")
    )
    return get_object_or_404(rows, number=number)


def find_match(user: Any, uid: Any) -> Any:
    rows = Match.objects.for_(user).select_related(
        "need__organisation__party", "need__territory", "need__domain", "provider", "broker",
        "achievement", "cooperation",
    )  # fmt: skip
    return get_object_or_404(rows, uid=uid)


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    only_staff(request.user)
    runs = scope_of(request).limit(AssignmentRun.objects.for_(request.user))
    return list_response(
        request, DeskTable(request), "matchmaking/desk.html", title=_("Matchmaking"),
        runs=runs.order_by("-pk")[:3], may_assign=_may_assign(request),
    )  # fmt: skip


def _may_assign(request: HttpRequest) -> bool:
    access, chosen = Access.of(request.user), scope_of(request)
    domain = chosen.domain.pk if chosen.domain else None
    return any(access.covers(r, chosen.territory, domain) for r in (Role.BROKER, Role.OFFICER))


@login_required
def need(request: HttpRequest, number: str) -> HttpResponse:
    only_staff(request.user)
    record = find_need(request.user, number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else str(Kind.TEAM)
    rows = candidates_of(record, request.user, kind)
    shown, rest = compared(rows, request.GET.getlist("cmp"))
    lines, total = timeline(record, None if "all" in request.GET else 12)
    return render(request, "matchmaking/need.html", {
        "object": record, "title": record.title,
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (record.number, "")],
        "kind": kind, "tabs": _tabs(record, request.user, kind), "shown": shown, "rest": rest,
        "total_candidates": len(rows), "lines": lines, "total_lines": total,
        "clocks": _clocks(record), "note_form": NoteForm(), "broker": _broker(record),
        "may": can_broker(record, request.user), "may_ask": record.state in OFFERED_STATES,
        "may_rank": record.state in RANKED_STATES,
        "may_reopen": may_fire(record, "reopen", request.user),
        "reasons": dict(EXCLUDE_REASONS), "declined": dict(DECLINE_REASONS),
        "can_ask_any": any(row.can_be_asked for row in rows),
        "may_waive": can_waive(record, request.user), "conditions": conditions_of(record),
        "index_since": keeper.old_since(),
        "has_filters": any(row.filters for row in rows),
        "caution": caution(record), "nobody": "" if rows else _nobody(record, kind),
    })  # fmt: skip


def _nobody(record: Need, kind: str) -> str:
    if record.state not in RANKED_STATES or caution(record):
        return ""
    return nobody(record, kind, filters_of([record]).get(record.pk))


def _tabs(record: Need, user: Any, kind: str) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for found in Match.objects.for_(user).filter(need=record).values_list("kind", flat=True):
        counts[found] = counts.get(found, 0) + 1
    return [
        {"code": str(k), "label": k.label, "count": counts.get(k, 0), "current": k == kind}
        for k in KINDS
    ]


def _broker(record: Need) -> Any:
    match = record.matches.filter(broker__isnull=False).select_related("broker").last()
    return match.broker if match else None


def _clocks(record: Need) -> list[tuple[Any, Any]]:
    asked = record.matches.filter(state="proposed").order_by("respond_by").first()
    willing = record.matches.filter(state="interested").values("uid")
    meeting = Task.objects.filter(subject_uid__in=willing, closed_on__isnull=True)
    own = tasks_of(record).first()
    found: list[tuple[Any, Any]] = [
        (_("Answer"), asked.respond_by if asked else None),
        (_("First meeting"), meeting.order_by("due_on").values_list("due_on", flat=True).first()),
        (record.state_info.label, own.due_on if own else None),
        (_("Deadline"), record.deadline),
        (_("Expires"), record.expires_on),
    ]
    return [(label, day) for label, day in found if day is not None]


@login_required
def invitations(request: HttpRequest) -> HttpResponse:
    if not Access.of(request.user).has(Role.EXPERT):
        raise PermissionDenied
    return list_response(request, InvitationTable(request))


@login_required
def match(request: HttpRequest, uid: Any) -> HttpResponse:
    """One match: the provider answers here, the broker follows up."""
    record = find_match(request.user, uid)
    seen = Need.objects.for_(request.user).filter(pk=record.need_id).first()
    mine = record.provider_id in Access.of(request.user).parties
    title = seen.title if seen else record.number
    return render(request, "matchmaking/match.html", {
        "object": record, "need": seen, "mine": mine, "title": title,
        "crumbs": _crumbs(request.user, record),
        "may_answer": record.state == "proposed" and may_fire(record, "accept", request.user),
        "may_decline": may_fire(record, "decline", request.user),
        "may_broker": can_broker(record.need, request.user),
        "documents": documents_of(record),
        "why": dict(DECLINE_REASONS).get(record.decline_code, ""),
        "task": tasks_of(record).first(),
    })  # fmt: skip


def _crumbs(user: Any, record: Match) -> list[tuple[Any, str]]:
    here = (record.number or record.offer, "")
    if Access.of(user).has(*READERS):
        need_url = reverse("matchmaking:need", args=[record.need.number])
        desk_url = reverse("matchmaking:desk")
        return [(_("Matchmaking"), desk_url), (record.need.number, need_url), here]
    return [(_("Invitations"), reverse("matchmaking:invitations")), here]


@login_required
def calibration(request: HttpRequest) -> HttpResponse:
    """Scores beside outcomes."""
    only_staff(request.user)
    found, refused, where = outcomes(request)
    return render(request, "matchmaking/calibration.html", {
        "title": _("Scores and outcomes"), "bands": found, "refused": refused,
        "period": where.period, "scope": scope_of(request),
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (_("Scores and outcomes"), "")],
    })  # fmt: skip


@login_required
def funnel(request: HttpRequest) -> HttpResponse:
    only_staff(request.user)
    steps, period = funnel_of(request)
    return render(request, "matchmaking/funnel.html", {
        "title": _("From need to cooperation"), "steps": steps, "period": period,
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (_("Funnel"), "")],
        "scope": scope_of(request),
    })  # fmt: skip
