"""From the invitation to the visit: consent, answers, hand-in, site record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.clock.business import today
from cigu.core.documents.actions import attach
from cigu.core.flow.actions import check_fire, fire
from cigu.core.notices.actions import notify
from cigu.engines.shopfloor.scoring import AnswerError, InstrumentError
from cigu.records.facts.actions import give_consent, withdraw_given_with

from .. import guards, numbers, refusals, scoring
from .. import questionnaire as q
from ..models import Checkup, Consent, Correction, VisitRecord

Photo = tuple[str, bytes]  # file name, content


def invite(*, checkup: Checkup, by: Any, on: date | None = None, reason: str = "") -> Checkup:
    guards.check_campaign_runs(checkup)
    with acting("checkups.invite", by=by, on=on, reason=reason) as step:
        checkup.invited_on = step.on
        fire(checkup, "invite", by=by, on=step.on)
        tell(checkup, _("Checkup %(n)s: read the invitation, agree or decline."), step.on)
    return checkup


def consent(
    *, checkup: Checkup, purposes: Collection[str], by: Any, on: date | None = None,
    reason: str = "",
) -> Consent:  # fmt: skip
    """``purposes``: codes of ``Consent.Purpose``; ``diagnosis`` has to be among them."""
    check_fire(checkup, "consent", by)
    guards.check_purposes(purposes)
    with acting(
        "checkups.consent", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        given = Consent(
            checkup=checkup, given_by=by, given_on=step.on, synthetic=checkup.synthetic,
            purposes=[code for code in Consent.Purpose.values if code in purposes],
        )  # fmt: skip
        given.save()
        give_consent(
            organisation=checkup.enterprise, given_for=numbers.consented_for(purposes), by=by,
            record=checkup, on=step.on, reason=reason,
        )  # fmt: skip
        checkup.consented_on = step.on
        fire(checkup, "consent", by=by, on=step.on)
    return given


def decline(
    *, checkup: Checkup, reason_code: str, by: Any, on: date | None = None, reason: str = ""
) -> Checkup:
    with acting(
        "checkups.decline", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        checkup.reason_code = reason_code
        fire(checkup, "decline", by=by, on=step.on, reason_code=reason_code)
    return checkup


def withdraw(
    *, checkup: Checkup, reason_code: str, by: Any, on: date | None = None, reason: str = ""
) -> Checkup:
    """The checkup ends before a report; what was gathered is closed to the bureau."""
    with acting("checkups.withdraw", by=by, on=on, reason=reason) as step:
        checkup.reason_code = reason_code
        fire(checkup, "withdraw", by=by, on=step.on, reason_code=reason_code)
        _end_consent(checkup, by, step.on)
    return checkup


def withdraw_consent(
    *, checkup: Checkup, by: Any, on: date | None = None, reason: str = ""
) -> Checkup:
    """Answers are hidden from the bureau at once; before issue the checkup ends with it."""
    guards.check_owns(checkup, by)
    with acting(
        "checkups.withdraw_consent", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        if not checkup.counted:
            return withdraw(
                checkup=checkup, reason_code="consent_withdrawn", by=by, on=on, reason=reason
            )
        _end_consent(checkup, by, step.on)
    return checkup


def save_answers(
    *, checkup: Checkup, section: str, answers: Mapping[str, Any], by: Any, on: date | None = None,
    reason: str = "",
) -> Checkup:  # fmt: skip
    """Replaces the answers of one section. What is left out is unanswered, which is not none."""
    guards.check_can_answer(checkup, by)
    guards.check_instrument(checkup)
    part = q.section(checkup.instrument, section)
    try:
        whole = {**checkup.answers, section: q.clean(part, answers)}
        score = scoring.summary(checkup.instrument, whole)
    except (AnswerError, InstrumentError) as error:
        raise refusals.of(error, part) from error
    numbers.check_numbers(checkup, whole, on or today())
    with acting("checkups.save_answers", by=by, on=on, reason=reason, for_party=checkup.enterprise):
        checkup.asked = numbers.asked_in(checkup, part, whole[section], on or today())
        checkup.answers, checkup.score, checkup.saved_at = whole, score, timezone.now()
        checkup.sections_done = q.sections_done(checkup.instrument, whole)
        checkup.save()
    return checkup


def hand_in(*, checkup: Checkup, by: Any, on: date | None = None, reason: str = "") -> Checkup:
    check_fire(checkup, "hand_in", by)
    guards.check_complete(checkup)
    numbers.check_still_due(checkup, on or today())
    with acting(
        "checkups.hand_in", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        checkup.collected_on = step.on
        fire(checkup, "hand_in", by=by, on=step.on)
        numbers.keep_numbers(checkup, by, step.on, reason)
        if checkup.commissioner is not None:
            text = _("%(n)s %(name)s: questionnaire handed in, visit the enterprise.")
            notify(text % _names(checkup), checkup, on=step.on, user=checkup.commissioner)
    return checkup


def propose_correction(
    *, checkup: Checkup, field: str, shown: str, proposed: str, by: Any, note: str = "",
    on: date | None = None, reason: str = "",
) -> Correction:  # fmt: skip
    """A note to the bureau that a known fact is wrong; the register stays as it is."""
    guards.check_owns(checkup, by)
    with acting(
        "checkups.propose_correction", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        row = Correction(
            checkup=checkup, field=field, register_value=shown, proposed=proposed, note=note,
            noted_on=step.on, synthetic=checkup.synthetic,
        )  # fmt: skip
        row.save()
    return row


def settle_correction(
    *, correction: Correction, by: Any, on: date | None = None, reason: str = ""
) -> Correction:
    """The officer has looked at it and changed the register, or not: ``reason`` says which."""
    place = correction.checkup
    guards.check_can_manage(by, place.territory, place.domain)
    with acting("checkups.settle_correction", by=by, on=on, reason=reason) as step:
        correction.settled_on = step.on
        correction.save()
    return correction


def record_visit(
    *, checkup: Checkup, lines: int | None, scrap_rate: Decimal | None, note: str, by: Any,
    place: str = "", photos: Iterable[Photo] = (), visited_on: date | None = None,
    seen_at: time | None = None, quality_check: str = "", energy_check: str = "",
    on: date | None = None, reason: str = "",
) -> VisitRecord:  # fmt: skip
    """A first visit moves the checkup on; a later one, before the diagnosis, adds a record."""
    with acting("checkups.record_visit", by=by, on=on, reason=reason) as step:
        queue(unchanged=[checkup])
        again = checkup.state == "visited"
        check_fire(checkup, "diagnose" if again else "visit", by)
        guards.check_visit(lines, scrap_rate)
        day = visited_on or step.on
        guards.check_visit_day(checkup, day, step.on)
        record = VisitRecord(
            checkup=checkup, visited_on=day, visitor=by, lines=lines, scrap_rate=scrap_rate,
            note=note, place=place, seen_at=seen_at, quality_check=quality_check,
            energy_check=energy_check, synthetic=checkup.synthetic,
        )  # fmt: skip
        record.save()
        for name, content in photos:
            attach(to=record, name=name, content=content, on=day)
        if not again:
            checkup.visited_on = day
            fire(checkup, "visit", by=by, on=step.on)
    return record


def tell(checkup: Checkup, text: str, on: date) -> None:
    """A notice to the enterprise; inside an action."""
    notify(text % _names(checkup), checkup, on=on, party=checkup.enterprise.party)


def _names(checkup: Checkup) -> dict[str, str]:
    return {"n": checkup.number, "name": str(checkup.enterprise)}


def _end_consent(checkup: Checkup, by: Any, on: date) -> None:
    """With it the consents that it gave to the use of facts."""
    given = checkup.standing_consent
    if given is not None:
        given.withdrawn_on = on
        given.save()
    withdraw_given_with(checkup, by=by, on=on)
