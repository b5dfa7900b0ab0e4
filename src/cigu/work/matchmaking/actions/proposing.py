"""What the broker does with candidates: invite, remind, extend, exclude, take back, note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.clock.business import due
from cigu.core.flow.actions import check_fire, fire, tasks_of
from cigu.core.notices.actions import notify
from cigu.core.numbers.actions import next_number
from cigu.records.needs.actions import disclose, end_disclosure
from cigu.records.needs.models import Need

from ..conflicts import conflicts_of
from ..guards import (
    MatchRefused,
    check_can_broker,
    check_load,
    check_no_conflict,
    check_offered,
    check_state,
)
from ..loads import Load, loads_of
from ..models import OPEN_STATES, Match, NeedNote
from ..states import RESPOND_DAYS


def propose(
    *, matches: Iterable[Match], by: Any, on: date | None = None, reason: str = "",
    respond_days: int = RESPOND_DAYS,
) -> list[Match]:  # fmt: skip
    """Put needs to providers, all or none. A conflict forbids it; a full load asks a reason."""
    chosen = _sharing_needs(matches)
    if not 1 <= respond_days <= 60:
        raise MatchRefused(
            "respond_days", _("Working days to answer: give 1 to 60, for example 5."),
            field="respond_days", value=str(respond_days),
        )  # fmt: skip
    with acting("matchmaking.propose", by=by, on=on, reason=reason) as step:
        queue(*(m.need for m in chosen), *_parties(chosen))
        _check(chosen, by, step.on, reason)
        for match in chosen:
            _propose(match, by, step.on, respond_days)
    return chosen


def _parties(chosen: list[Match]) -> set[Party]:
    """Whose load and whose conflicts of interest are looked at."""
    return {party for m in chosen for party in (m.provider, m.need.organisation.party)}


def _sharing_needs(matches: Iterable[Match]) -> list[Match]:
    """Matches of one need must move one and the same record."""
    chosen = list(matches)
    needs: dict[int, Need] = {}
    for match in chosen:
        match.need = needs.setdefault(match.need_id, match.need)
    return chosen


def _check(chosen: list[Match], by: Any, on: date, reason: str) -> None:
    """Every match against state, conflict and load, counting what this very batch adds."""
    loads = loads_of(m.provider_id for m in chosen)
    for need, matches in _by_need(chosen).items():
        check_can_broker(need, by)
        check_offered(need)
        found = conflicts_of(need, [m.provider_id for m in matches], on)
        for match in matches:
            check_fire(match, "propose", by)
            check_no_conflict(match, found.get(match.provider_id, []))
            load = loads[match.provider_id]
            check_load(match, load, reason)
            loads[match.provider_id] = Load(load.held + 1, load.capacity, load.available)


def _by_need(matches: list[Match]) -> dict[Need, list[Match]]:
    out: dict[Need, list[Match]] = defaultdict(list)
    for match in matches:
        out[match.need].append(match)
    return out


def _propose(match: Match, by: Any, on: date, days: int) -> None:
    match.number = match.number or next_number("M", on)
    match.broker, match.proposed_on = by, on
    match.answered_on = match.ended_on = None
    match.respond_by = due(on, days).date
    fire(match, "propose", by=by, on=on)
    _move_task(match)
    disclose(match.need, match.provider, on)
    if match.need.state in ("accepted", "published"):
        fire(match.need, "match", by=by, on=on)
    _tell(match, on, _("Invitation %(number)s: answer by %(day)s"))


def _move_task(match: Match) -> None:
    for task in tasks_of(match):
        if task.due_on != match.respond_by:
            task.due_on = match.respond_by
            task.save()


def _tell(match: Match, on: date, text: str) -> None:
    """Without the need's title: a notice outlives the disclosure."""
    words = text % {"number": match.number, "day": match.respond_by}
    notify(words, match, on=on, party=match.provider)


def remind(*, match: Match, by: Any, on: date | None = None, reason: str = "") -> Match:
    check_can_broker(match.need, by)
    check_state(match, ("proposed",))
    with acting("matchmaking.remind", by=by, on=on, reason=reason) as step:
        match.reminded_on = step.on
        match.save()
        _tell(match, step.on, _("Reminder of invitation %(number)s: answer by %(day)s"))
    return match


def extend(
    *, match: Match, respond_by: date, by: Any, reason: str, on: date | None = None
) -> Match:
    """Another last day for the answer; the history keeps both and the reason."""
    check_can_broker(match.need, by)
    check_state(match, ("proposed",))
    with acting("matchmaking.extend", by=by, on=on, reason=reason) as step:
        _check_extension(respond_by, step.on, reason)
        match.respond_by = respond_by
        match.save()
        _move_task(match)
        _tell(match, step.on, _("Invitation %(number)s: answer now by %(day)s"))
    return match


def _check_extension(respond_by: date, on: date, reason: str) -> None:
    if not reason.strip():
        raise MatchRefused("reason", _("Give the reason."), field="reason", value="")
    if respond_by <= on:
        raise MatchRefused(
            "respond_by", _("The last day to answer must lie after today."), field="respond_by",
            value=str(respond_by),
        )  # fmt: skip


def exclude(*, match: Match, code: str, by: Any, note: str = "", on: date | None = None,
            reason: str = "") -> Match:  # fmt: skip
    """Out of the race, with a coded reason; whoever was asked already is told."""
    with acting("matchmaking.exclude", by=by, on=on, reason=reason or note) as step:
        queue(match.need)
        was_asked = match.state in OPEN_STATES
        match.exclude_code, match.note = code, note
        match.ended_on = step.on
        fire(match, "exclude", by=by, on=step.on, reason_code=code)
        if was_asked:
            close_disclosure(match, step.on)
            _tell(match, step.on, _("Invitation %(number)s has been withdrawn"))
    return match


def restore(*, match: Match, by: Any, on: date | None = None, reason: str = "") -> Match:
    with acting("matchmaking.restore", by=by, on=on, reason=reason) as step:
        match.exclude_code, match.ended_on = "", None
        fire(match, "restore", by=by, on=step.on)
    return match


def add_note(*, need: Need, text: str, by: Any, on: date | None = None,
             reason: str = "") -> NeedNote:  # fmt: skip
    check_can_broker(need, by)
    if not text.strip():
        raise MatchRefused("empty", _("Write down what is to be kept."), field="text", value="")
    with acting("matchmaking.note", by=by, on=on, reason=reason) as step:
        row = NeedNote(need=need, text=text.strip(), author=by, noted_on=step.on,
                       synthetic=need.synthetic)  # fmt: skip
        row.save()
    return row


def close_disclosure(match: Match, on: date) -> None:
    """Inside an action: the need closes for the provider, unless another match holds it open."""
    others = Match.objects.open().filter(need=match.need_id, provider=match.provider_id)
    if not others.exclude(pk=match.pk).exists():
        end_disclosure(match.need, match.provider, on)
