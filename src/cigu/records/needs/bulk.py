"""Acts on many needs at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.changesets.verbs import Difference, Given, Verb, register
from cigu.core.flow.actions import check_fire
from cigu.core.places.models import Segment
from cigu.core.ui.words import day

from . import actions, forms
from .guards import check_can_edit, check_verifiable
from .models import Need
from .states import FLOW
from .tables import NeedTable

OFFICES = (Role.OFFICER, Role.BROKER)


def _office(user: Any) -> bool:
    return Access.of(user).has(*OFFICES)


def _officer(user: Any) -> bool:
    return Access.of(user).has(Role.OFFICER)


def _check_seen(need: Need) -> None:
    """What is masked for the reader is not the reader's to change."""
    if need.is_masked:
        raise NotAllowed()


def plan_segment(need: Need, user: Any, given: Given) -> list[Difference]:
    _check_seen(need)
    check_can_edit(need, user)
    segment = given.get("segment")
    if segment is None or segment.pk == need.segment_id:
        return []
    return [Difference(_("Segment"), need.segment, segment)]


def put_segment(need: Need, user: Any, given: Given, reason: str) -> None:
    actions.edit_need(need=need, by=user, segment=given["segment"], reason=reason)


def plan_deadline(need: Need, user: Any, given: Given) -> list[Difference]:
    _check_seen(need)
    check_can_edit(need, user)
    wanted = given.get("deadline")
    if wanted is None or wanted == need.deadline:
        return []
    return [Difference(_("Deadline"), need.deadline and day(need.deadline), day(wanted))]


def put_deadline(need: Need, user: Any, given: Given, reason: str) -> None:
    actions.edit_need(need=need, by=user, deadline=given["deadline"], reason=reason)


def undo_segment(need: Need, user: Any, before: dict[str, Any]) -> None:
    segment = Segment.objects.filter(pk=before["segment"]).first()
    actions.edit_need(need=need, by=user, segment=segment)


def undo_deadline(need: Need, user: Any, before: dict[str, Any]) -> None:
    known = before["deadline"]
    actions.edit_need(need=need, by=user, deadline=known and date.fromisoformat(known))


def plan_step(code: str) -> Any:
    def plan(need: Need, user: Any, _given: Given) -> list[Difference]:
        _check_seen(need)
        step = check_fire(need, code, user)
        if code == "accept":
            check_verifiable(need)
        return [Difference(_("State"), need.state_info.label, FLOW.state(step.target).label)]

    return plan


register(Verb(
    "needs.segment", gettext_lazy("Set the segment"), Need, _office, plan_segment, put_segment,
    keep=lambda need: {"segment": need.segment_id}, undo=undo_segment,
    form=forms.ManySegmentForm, table=NeedTable, place="needs:list",
))  # fmt: skip
register(Verb(
    "needs.deadline", gettext_lazy("Set the deadline"), Need, _office, plan_deadline, put_deadline,
    keep=lambda need: {"deadline": need.deadline and need.deadline.isoformat()},
    undo=undo_deadline, form=forms.ManyDeadlineForm, table=NeedTable, place="needs:list",
))  # fmt: skip
register(Verb(
    "needs.accept", gettext_lazy("Accept"), Need, _officer, plan_step("accept"),
    lambda need, user, _given, reason: actions.accept_need(need=need, by=user, reason=reason),
    lasting=gettext_lazy(
        "This cannot be taken back as one: candidates are looked for as soon as it is done."
    ),
    table=NeedTable, place="needs:list",
))  # fmt: skip
register(Verb(
    "needs.publish", gettext_lazy("Publish"), Need, _office, plan_step("publish"),
    lambda need, user, _given, reason: actions.publish_need(need=need, by=user, reason=reason),
    lasting=gettext_lazy("This cannot be taken back as one: others read it from then on."),
    table=NeedTable, place="needs:list",
))  # fmt: skip
