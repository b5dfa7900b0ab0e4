"""Begin, sign, perform and end cooperations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import role_at
from cigu.core.documents.actions import attach
from cigu.core.flow.actions import fire, start
from cigu.core.notices.actions import emit, notify
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.errors import CiguError

from ..models import Cooperation
from . import outcomes

BROKERS = (Role.BROKER, Role.OFFICER)
SCORES = range(1, 6)


class CooperationRefused(CiguError):
    pass


def begin_cooperation(
    *, by: Any, title: str, enterprise: Any, provider: Any, domain: Any, need: Any = None,
    achievement: Any = None, on: date | None = None, reason: str = "", **fields: Any,
) -> Cooperation:  # fmt: skip
    """Open a negotiation that came from a need or from a published achievement."""
    if not role_at(by, BROKERS, enterprise.territory):
        raise NotAllowed()
    with acting("cooperations.begin", by=by, on=on, reason=reason) as step:
        cooperation = Cooperation(
            number=next_number("HZ", step.on), title=title, enterprise=enterprise,
            provider=provider, domain=domain, territory=enterprise.territory, need=need,
            achievement=achievement, began_on=step.on, synthetic=enterprise.synthetic,
            origin=Cooperation.Origin.NEED if need else Cooperation.Origin.ACHIEVEMENT, **fields,
        )  # fmt: skip
        start(cooperation, step.on)
        _tell(cooperation, step.on)
    return cooperation


def sign_cooperation(
    *, cooperation: Cooperation, by: Any, amount: Any, on: date | None = None,
    ends_on: date | None = None, contract: tuple[str, bytes] | None = None, reason: str = "",
    **fields: Any,
) -> Cooperation:  # fmt: skip
    """Signed is what counts as “cooperation reached”. The contract is attached where given."""
    with acting("cooperations.sign", by=by, on=on, reason=reason) as step:
        _check_dates(cooperation, step.on, ends_on)
        cooperation.amount, cooperation.signed_on, cooperation.ends_on = amount, step.on, ends_on
        for name, value in fields.items():
            setattr(cooperation, name, value)
        fire(cooperation, "sign", by=by, on=step.on)
        if contract is not None:
            attach(to=cooperation, name=contract[0], content=contract[1], on=step.on)
        outcomes.plan(cooperation, step.on)
        _tell(cooperation, step.on)
        emit("cooperations.signed", uid=str(cooperation.uid))
    return cooperation


def correct_signing_date(*, cooperation: Cooperation, signed_on: date, by: Any, reason: str,
                         on: date | None = None) -> Cooperation:  # fmt: skip
    """An officer puts a wrong date right; the history keeps both and the reason."""
    if not role_at(by, (Role.OFFICER,), cooperation.territory):
        raise NotAllowed()
    if not reason.strip():
        raise CooperationRefused("reason", _("Give the reason."), field="reason", value="")
    with acting("cooperations.correct_date", by=by, on=on, reason=reason) as step:
        _check_dates(cooperation, signed_on, cooperation.ends_on)
        if signed_on > step.on:
            raise CooperationRefused(
                "future_date", _("The day of signing lies ahead: give today or an earlier day."),
                field="signed_on", value=str(signed_on),
            )  # fmt: skip
        cooperation.signed_on = signed_on
        cooperation.save()
        outcomes.plan(cooperation, step.on)
    return cooperation


def fail_cooperation(*, cooperation: Cooperation, by: Any, reason_code: str, reason: str = "",
                     on: date | None = None) -> Cooperation:  # fmt: skip
    with acting("cooperations.fail", by=by, on=on, reason=reason) as step:
        cooperation.reason_code, cooperation.ended_on = reason_code, step.on
        fire(cooperation, "fail", by=by, on=step.on, reason_code=reason_code)
        emit("cooperations.failed", uid=str(cooperation.uid))
    return cooperation


def perform_cooperation(*, cooperation: Cooperation, by: Any, on: date | None = None,
                        reason: str = "") -> Cooperation:  # fmt: skip
    with acting("cooperations.perform", by=by, on=on, reason=reason) as step:
        fire(cooperation, "perform", by=by, on=step.on)
    return cooperation


def deliver_cooperation(*, cooperation: Cooperation, by: Any, on: date | None = None,
                        note: tuple[str, bytes] | None = None,
                        reason: str = "") -> Cooperation:  # fmt: skip
    with acting("cooperations.deliver", by=by, on=on, reason=reason) as step:
        cooperation.delivered_on = step.on
        fire(cooperation, "deliver", by=by, on=step.on)
        if note is not None:
            attach(to=cooperation, name=note[0], content=note[1], on=step.on)
    return cooperation


def terminate_cooperation(*, cooperation: Cooperation, by: Any, reason: str,
                          on: date | None = None) -> Cooperation:  # fmt: skip
    """A signed cooperation ends before delivery; it stays counted as reached."""
    if not reason.strip():
        raise CooperationRefused("reason", _("Give the reason."), field="reason", value="")
    with acting("cooperations.terminate", by=by, on=on, reason=reason) as step:
        cooperation.ended_on = step.on
        fire(cooperation, "terminate", by=by, on=step.on)
        outcomes.drop(cooperation, step.on)
        _tell(cooperation, step.on)
    return cooperation


def rate_cooperation(*, cooperation: Cooperation, by: Any, score: int, comment: str = "",
                     on: date | None = None, reason: str = "") -> Cooperation:  # fmt: skip
    """What the enterprise makes of the result, from 1 (poor) to 5 (very good)."""
    if score not in SCORES:
        raise CooperationRefused(
            "score", _("Rating: choose a number from 1 to 5."), field="score", value=str(score)
        )
    with acting("cooperations.rate", by=by, on=on, reason=reason) as step:
        cooperation.rating, cooperation.rating_comment = score, comment
        cooperation.rated_on = step.on
        fire(cooperation, "rate", by=by, on=step.on)
        _tell(cooperation, step.on)
    return cooperation


def _check_dates(cooperation: Cooperation, signed: date, ends: date | None) -> None:
    if signed < cooperation.began_on:
        raise CooperationRefused(
            "before_begin",
            _("Signed %(signed)s lies before the negotiation began, %(began)s. Correct the day.")
            % {"signed": signed, "began": cooperation.began_on},
            field="signed_on", value=str(signed),
        )  # fmt: skip
    if ends is not None and ends < signed:
        raise CooperationRefused(
            "ends_before",
            _("End %(ends)s lies before the signing, %(signed)s. Correct the day.")
            % {"ends": ends, "signed": signed},
            field="ends_on", value=str(ends),
        )  # fmt: skip


def _tell(cooperation: Cooperation, on: date) -> None:
    text = f"{cooperation}：{cooperation.state_info.label}"
    for party in {cooperation.enterprise.party, cooperation.provider}:
        notify(text, cooperation, on=on, party=party)
