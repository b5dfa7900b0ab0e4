"""Ask after 3, 6 and 12 months what a cooperation has brought; confirm what was said."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.clock.business import due, today
from cigu.core.flow.actions import check_fire, fire, schedule
from cigu.engines.basis.errors import CiguError

from ..models import MONTHS, Cooperation, Outcome

LEAD = 10  # working days that the question is on the enterprise's desk before it is due
AGAIN = 10  # working days for an outcome that was returned


class OutcomeRefused(CiguError):
    pass


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def plan(cooperation: Cooperation, on: date) -> None:
    """Within the action that signs, or that corrects the day of signing. What a workbook says was
    signed years ago is not asked for days that are long past; what was told moves along."""
    signed = cooperation.signed_on
    if signed is None:
        return
    known = {row.months: row for row in cooperation.outcomes.all()}
    for months in MONTHS:
        asked = months_after(signed, months)
        row = known.get(months)
        if row is None and asked > today():
            row = Outcome(
                cooperation=cooperation, months=months, state="awaited",
                synthetic=cooperation.synthetic,
            )  # fmt: skip
        if row is not None and row.due_on != asked:
            row.due_on = asked
            row.save()
            if row.state == "awaited":
                schedule(row, on=on, due_on=asked, lead=LEAD)


def drop(cooperation: Cooperation, on: date) -> None:
    """It was terminated: nobody is asked any more."""
    for row in cooperation.outcomes.filter(state="awaited"):
        fire(row, "drop", by=None, on=on)


def report_outcome(
    *, outcome: Outcome, by: Any, progress: str, sales: Decimal | None = None,
    saved: Decimal | None = None, note: str = "", on: date | None = None, reason: str = "",
) -> Outcome:  # fmt: skip
    """By the enterprise, or by a broker who asked it."""
    if progress not in Outcome.Progress.values:
        raise OutcomeRefused("progress", _("Say how it stands."), field="progress", value=progress)
    if progress == "stopped" and not note.strip():
        raise OutcomeRefused(
            "note", _("It stopped: say why in the note."), field="note", value=note
        )
    with acting("cooperations.report_outcome", by=by, on=on, reason=reason) as step:
        check_fire(outcome, "report", by)
        _check_day(outcome, step.on)
        outcome.progress, outcome.sales, outcome.saved = progress, sales, saved
        outcome.note, outcome.reported_on, outcome.reason_code = note.strip(), step.on, ""
        fire(outcome, "report", by=by, on=step.on)
    return outcome


def confirm_outcome(
    *, outcome: Outcome, by: Any, on: date | None = None, reason: str = ""
) -> Outcome:
    with acting("cooperations.confirm_outcome", by=by, on=on, reason=reason) as step:
        outcome.confirmed_on = step.on
        fire(outcome, "confirm", by=by, on=step.on)
    return outcome


def return_outcome(
    *, outcome: Outcome, by: Any, reason_code: str, on: date | None = None, reason: str = ""
) -> Outcome:
    """What was said stays to be corrected; it does not count as said."""
    with acting("cooperations.return_outcome", by=by, on=on, reason=reason) as step:
        outcome.reason_code = reason_code
        fire(outcome, "return", by=by, on=step.on, reason_code=reason_code)
        if outcome.cooperation.state == "terminated":
            fire(outcome, "drop", by=None, on=step.on)
            return outcome
        schedule(outcome, on=step.on, due_on=due(step.on, AGAIN).date, lead=AGAIN)
    return outcome


def opens_on(outcome: Outcome) -> date:
    """From then on it may be told."""
    return due(outcome.due_on, -LEAD).date


def _check_day(outcome: Outcome, on: date) -> None:
    """Not long before the day itself: three months cannot be judged after one."""
    opens = opens_on(outcome)
    if on < opens:
        raise OutcomeRefused(
            "too_early",
            _("The outcome after %(n)s months can be told from %(day)s.")
            % {"n": outcome.months, "day": opens},
            field="on", value=str(on),
        )  # fmt: skip
