"""What the provider answers; what happens when nobody does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.flow.actions import fire
from cigu.core.notices.actions import notify
from cigu.records.people.actions import declare_relation

from ..conflicts import conflicts_of
from ..guards import MatchRefused, check_answers, check_no_conflict
from ..models import Match
from .following import look_further
from .proposing import close_disclosure


def accept(*, match: Match, by: Any, on: date | None = None, reason: str = "") -> Match:
    """The provider is interested; the broker arranges the meeting. A tie that came to light since
    the invitation bars it as it would have barred that."""
    check_answers(match, by, reason)
    with acting(
        "matchmaking.accept", by=by, on=on, reason=reason, for_party=match.provider
    ) as step:
        queue(match.need, match.provider)
        found = conflicts_of(match.need, [match.provider_id], step.on)
        check_no_conflict(match, found.get(match.provider_id, []))
        match.answered_on = step.on
        fire(match, "accept", by=by, on=step.on)
        _tell_broker(match, step.on, _("%(number)s: %(who)s is interested"))
    return match


def decline(*, match: Match, code: str, by: Any, note: str = "", on: date | None = None,
            reason: str = "") -> Match:  # fmt: skip
    """A refusal with its code closes the need for the provider again."""
    check_answers(match, by, reason)
    with acting(
        "matchmaking.decline", by=by, on=on, reason=reason or note, for_party=match.provider
    ) as step:
        queue(match.need)
        match.decline_code, match.note = code, note
        match.answered_on = match.ended_on = step.on
        fire(match, "decline", by=by, on=step.on, reason_code=code)
        close_disclosure(match, step.on)
        _tell_broker(match, step.on, _("%(number)s: %(who)s declined"))
        look_further(match, step.on)
    return match


def declare_conflict(
    *, match: Match, kind: str, source: str, by: Any, since: date | None = None,
    on: date | None = None, reason: str = "",
) -> Match:  # fmt: skip
    """The provider names what binds it to the enterprise and thereby steps back."""
    if match.provider_id not in Access.of(by).parties:
        raise NotAllowed()
    if not source.strip():
        raise MatchRefused(
            "source", _("Say what binds you, for example “adviser since 2022”."), field="source",
            value="",
        )  # fmt: skip
    with acting("matchmaking.declare_conflict", by=by, on=on, reason=reason) as step:
        queue(match.provider, match.need.organisation.party)
        together = _of_same_enterprise(match)
        queue(*(one.need for one in together))
        for one in together:
            decline(match=one, code="conflict", by=by, note=source, on=on, reason=reason)
        declare_relation(
            left=match.provider, right=match.need.organisation.party, kind=kind, source=source,
            since=since or step.on, by=by, on=on, reason=reason,
        )  # fmt: skip
    return match


def _of_same_enterprise(match: Match) -> list[Match]:
    """This match, and whatever else the provider was asked for the same enterprise."""
    others = Match.objects.filter(
        provider=match.provider_id, need__organisation=match.need.organisation_id,
        state__in=("proposed", "interested"),
    )  # fmt: skip
    return [match, *others.exclude(pk=match.pk)]


def lapse(*, match: Match, by: Any = None, on: date | None = None, reason: str = "") -> Match:
    """No answer in time. The system does this; a broker may."""
    with _system_or(by, "matchmaking.lapse", on, reason) as step:
        queue(match.need)
        match.ended_on = step.on
        fire(match, "lapse", by=by, on=step.on)
        close_disclosure(match, step.on)
        _tell_broker(match, step.on, _("%(number)s: %(who)s did not answer in time"))
        look_further(match, step.on)
    return match


def lapse_waived(match: Match, by: Any, on: date) -> None:
    """Inside an action: whoever may no longer read the need is no longer asked for it."""
    open_ones = Match.objects.filter(
        need=match.need_id, provider=match.provider_id, state__in=("proposed", "interested")
    )
    for fresh in open_ones:
        fresh.exclude_code, fresh.ended_on = "conflict", on
        fire(fresh, "exclude", by=by, on=on, reason_code="conflict")
        close_disclosure(fresh, on)
        look_further(fresh, on)


def _system_or(by: Any, verb: str, on: date | None, reason: str) -> Any:
    """The system needs no right to act on a business date."""
    if by is None:
        return change(verb, by=None, on=on or today(), reason=reason)
    return acting(verb, by=by, on=on, reason=reason)


def _tell_broker(match: Match, on: date, text: str) -> None:
    if match.broker is not None:
        words = text % {"number": match.number, "who": match.provider}
        notify(words, match, on=on, user=match.broker)
