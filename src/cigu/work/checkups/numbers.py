"""The numbers that a questionnaire reads: facts asked once, and those it brings in itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.records.facts.actions import About, record_use, state_facts
from cigu.records.facts.asking import Known, consents_to, facts_of, known_to
from cigu.records.facts.declaring import Form, declare
from cigu.records.facts.definitions import DAY, definition, definitions, known_codes
from cigu.records.facts.guards import FactRefused, Stated, check_parts, check_stated
from cigu.records.facts.models import FactUse

from . import questionnaire as q
from .models import Checkup, Consent

# what a consent to a checkup says of the facts
PURPOSES = {
    Consent.Purpose.DIAGNOSIS: "checkup", Consent.Purpose.COMMISSIONER: "visit",
    Consent.Purpose.NEEDS: "needs", Consent.Purpose.STATISTICS: "statistics",
}  # fmt: skip


def _read_anywhere() -> list[str]:
    named = [names_of(ident) for ident, _name in q.scored_instruments()]
    return [name for names in named for name in names]


FORM = declare(Form("checkups.questionnaire", _("Checkup questionnaire"), "checkup",
                    _read_anywhere))  # fmt: skip


def names_of(instrument_id: str) -> list[str]:
    """Facts that the whole questionnaire reads."""
    return [name for part in q.sections(instrument_id) for name in names_in(part)]


def names_in(part: q.Section) -> list[str]:
    return known_codes(name for question in part.questions for name in asked_by(question))


def asked_by(question: Any) -> tuple[str, ...]:
    """The facts behind a question; a question may itself be one. Trends are asked in words."""
    if getattr(question, "type", "") == "trend":
        return ()
    return q.facts_of(question) or ((question.id,) if question.id in definitions() else ())


def known_in(checkup: Checkup, names: Iterable[str], on: date | None = None) -> dict[str, Known]:
    return known_to(FORM, checkup.enterprise, names, on or today())


def is_agreed(checkup: Checkup) -> bool:
    return consents_to(checkup.enterprise, FORM.purpose)


def given_in(answers: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """(fact, number) as the answers hold them."""
    for part in answers.values():
        for ident, answer in part.items():
            told = answer if isinstance(answer, Mapping) else {ident: answer}
            for name, number in told.items():
                if name in definitions() and number is not None:
                    yield name, Decimal(str(number))


def brought_in(answers: Mapping[str, Any], known: Mapping[str, Known], on: date) -> list[Stated]:
    """What the questionnaire says that was not known, or not so."""
    told = dict(given_in(answers))
    return [
        Stated(name, definition(name).due_day(on), number) for name, number in told.items()
        if name not in known or known[name].number != number
    ]  # fmt: skip


def asked_in(
    checkup: Checkup, part: q.Section, given: Mapping[str, Any], on: date
) -> dict[str, str]:
    """The numbers that were really asked, each with the last day of the period it was asked for. A
    number that was known and left as it was is not asked."""
    names = set(names_in(part))
    known = known_in(checkup, names, on)
    fresh = brought_in({part.code: given}, known, on)
    kept = {name: day for name, day in (checkup.asked or {}).items() if name not in names}
    return kept | {row.code: row.day.isoformat() for row in fresh}


def to_file(checkup: Checkup, known: Mapping[str, Known], on: date) -> list[Stated]:
    """What was asked, each for the period it was asked for, and nothing else."""
    if checkup.asked is None:
        return brought_in(checkup.answers, known, on)
    told = dict(given_in(checkup.answers))
    return [
        Stated(name, date.fromisoformat(day), told[name])
        for name, day in checkup.asked.items() if name in told
    ]  # fmt: skip


def check_still_due(checkup: Checkup, on: date) -> None:
    """A number asked for a period that is no longer the one due would be filed for a year in which
    nobody asks for it, or read as that of another year."""
    for name, said in (checkup.asked or {}).items():
        known, day = definition(name), date.fromisoformat(said)
        due = known.due_day(on)
        holds = day <= on < known.valid_to(day) if known.time == DAY else day == due
        if not holds:
            raise FactRefused(
                "stale",
                gettext(
                    "%(fact)s was asked for %(then)s, and %(now)s is due by now: open its section,"
                    " check the number and save it again."
                )
                % {"fact": known, "then": known.period(day), "now": known.period(due)},
                field=name, value=said,
            )  # fmt: skip


def check_numbers(checkup: Checkup, answers: Mapping[str, Any], on: date) -> None:
    """Refused where a number could not be a fact: out of range, or a part above its whole."""
    known = known_in(checkup, names_of(checkup.instrument), on)
    rows = brought_in(answers, known, on)
    for row in rows:
        check_stated(row, on)
    check_parts(rows, {name: answer.number for name, answer in known.items()})


def keep_numbers(checkup: Checkup, by: Any, on: date, reason: str) -> None:
    """Inside the hand-in: what was new is filed, what was known is told to have been read."""
    known = known_in(checkup, names_of(checkup.instrument), on)
    read = facts_of(known.values())
    record_use(organisation=checkup.enterprise, facts=read, by=by, form=FORM,
               way=FactUse.Way.FORM, record=checkup)  # fmt: skip
    state_facts(
        organisation=checkup.enterprise, rows=to_file(checkup, known, on), by=by,
        about=About(FORM, checkup), on=on, reason=reason,
    )  # fmt: skip


def note_reading(checkup: Checkup, by: Any, way: str) -> None:
    """Somebody opens the answers, or prints them."""
    known = known_in(checkup, names_of(checkup.instrument))
    record_use(organisation=checkup.enterprise, facts=facts_of(known.values()), by=by, form=FORM,
               way=way, record=checkup)  # fmt: skip


def consented_for(purposes: Collection[str]) -> list[str]:
    return [code for own, code in PURPOSES.items() if own in purposes]
