"""Who may match, and what stands in the way of an invitation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access, role_at
from cigu.engines.basis.errors import CiguError
from cigu.records.needs.models import Need

from .conflicts import Conflict, barring
from .loads import Load
from .models import Match
from .scopes import BROKERS

RANKED_STATES = ("accepted", "published", "matched", "negotiating")
OFFERED_STATES = ("accepted", "published", "matched")


class MatchRefused(CiguError):
    """What stands in the way, and what to do about it."""


def can_broker(need: Need, user: Any) -> bool:
    return role_at(user, BROKERS, need.territory, need.domain_id)


def check_can_broker(need: Need, user: Any) -> None:
    if not can_broker(need, user):
        raise NotAllowed()


def can_assign(user: Any, territory: Any, domain: Any) -> bool:
    return role_at(user, BROKERS, territory, domain.pk if domain else None)


def check_can_assign(user: Any, territory: Any, domain: Any) -> None:
    if not can_assign(user, territory, domain):
        raise NotAllowed()


def check_ranked(need: Need) -> None:
    if need.state not in RANKED_STATES:
        raise MatchRefused(
            "need_closed",
            _("%(need)s is in state “%(state)s”: candidates are sought for open needs only.")
            % {"need": need.number, "state": need.state_info.label},
        )


def check_offered(need: Need) -> None:
    """A need that is under negotiation or closed is not put to anyone else."""
    if need.state not in OFFERED_STATES:
        raise MatchRefused(
            "need_closed",
            _("%(need)s is in state “%(state)s”: no invitation can be sent now.")
            % {"need": need.number, "state": need.state_info.label},
        )


def check_state(match: Match, states: tuple[str, ...]) -> None:
    if match.state not in states:
        raise MatchRefused(
            "wrong_state",
            _("%(match)s is in state “%(state)s”: this is not possible now.")
            % {"match": match.offer, "state": match.state_info.label},
        )


def check_no_conflict(match: Match, found: list[Conflict]) -> None:
    bars = barring(found)
    if not bars:
        return
    evidence = bars[0].evidence
    raise MatchRefused(
        "conflict",
        _("%(who)s has a conflict of interest with the enterprise: %(what)s (%(source)s). "
          "Choose another candidate, or ask an officer to waive it with a reason.")
        % {"who": match.provider, "what": evidence.label, "source": evidence.source},
    )  # fmt: skip


def check_load(match: Match, load: Load, reason: str) -> None:
    """Somebody who is full may be asked all the same, with a reason."""
    if not load.is_full or reason.strip():
        return
    if not load.available:
        text = _("%(who)s is noted as not available: give the reason for asking all the same.")
    else:
        text = _("%(who)s has %(held)s of %(capacity)s tasks in hand: "
                 "give the reason for asking all the same.")  # fmt: skip
    raise MatchRefused(
        "full",
        text % {"who": match.provider, "held": load.held, "capacity": load.capacity},
        field="reason",
        value="",
    )


def check_answers(match: Match, user: Any, reason: str) -> None:
    """A broker may note an answer given by phone, and says so."""
    own = match.provider_id in Access.of(user).parties
    if not own and not reason.strip():
        raise MatchRefused(
            "answer_source",
            _("You note the answer of %(who)s: give the reason, for example the phone call.")
            % {"who": match.provider},
            field="reason",
            value="",
        )


def check_met(match: Match, met_on: date, on: date) -> None:
    if met_on > on:
        raise MatchRefused(
            "met_ahead", _("The day of the meeting lies ahead: note it once it has taken place."),
            field="met_on", value=str(met_on),
        )  # fmt: skip
    if match.answered_on is not None and met_on < match.answered_on:
        raise MatchRefused(
            "met_before_answer",
            _("The meeting on %(met)s lies before the answer of %(answered)s. Correct the day.")
            % {"met": met_on, "answered": match.answered_on},
            field="met_on", value=str(met_on),
        )  # fmt: skip
