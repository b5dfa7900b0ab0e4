"""What is known when a form asks: the fact, where it is from, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from cigu.records.organisations.models import Organisation

from .declaring import Form, label_of
from .definitions import DAY, Definition, definition, known_codes, with_period
from .models import Fact, FactConsent

CENT = Decimal("0.01")
YEARS = 3


@dataclass(frozen=True)
class Known:
    """One answer. ``facts``: what it rests on, several where it is their mean."""

    definition: Definition
    number: Decimal
    day: date
    facts: tuple[Fact, ...]

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def period(self) -> str:
        return self.definition.period(self.day)

    @property
    def label(self) -> str:
        return with_period(self.definition, self.day)

    @property
    def value(self) -> str:
        return self.definition.said(self.number)

    @property
    def is_checked(self) -> bool:
        return all(fact.state == "accepted" for fact in self.facts)

    @property
    def source(self) -> str:
        if len(self.facts) > 1:
            return _("computed from %(n)d yearly values") % {"n": len(self.facts)}
        return source_of(self.facts[0])

    @property
    def stated_on(self) -> date:
        return max(fact.stated_on for fact in self.facts)


def source_of(fact: Fact) -> str:
    """Who said it where, and what it rests on."""
    where = str(label_of(fact.filing.form)) if fact.filing else str(fact.get_origin_display())
    number = fact.filing.subject_number if fact.filing else ""
    return "·".join(part for part in (where, number, fact.source) if part)


def consents_to(organisation: Organisation, purpose: str) -> bool:
    """A form without a purpose is the enterprise's own."""
    if not purpose:
        return True
    standing = FactConsent.objects.standing(purpose).filter(organisation=organisation)
    return bool(standing.exists())


def known_to(
    form: Form, organisation: Organisation, codes: Iterable[str], on: date
) -> dict[str, Known]:
    """What the form need not ask on ``on``: nothing where the enterprise does not consent to its
    purpose."""
    if not consents_to(organisation, form.purpose):
        return {}
    return known(organisation, codes, on)


def known(organisation: Organisation, codes: Iterable[str], on: date) -> dict[str, Known]:
    """Numbers that hold on ``on``, accepted or filed and not yet checked; means of three years
    are computed where each year is known."""
    wanted = [definition(code) for code in known_codes(codes)]
    read = {d.code for d in wanted} | {d.mean_of for d in wanted if d.mean_of}
    facts = Fact.objects.standing().filter(organisation=organisation, code__in=read, day__lte=on)
    rows = list(facts.select_related("filing", "organisation").order_by("-day", "state"))
    found = {d.code: _answer(d, rows, on) for d in wanted}
    return {code: answer for code, answer in found.items() if answer is not None}


def _answer(asked: Definition, rows: Sequence[Fact], on: date) -> Known | None:
    """The newest one that holds; of one day the accepted one goes before the proposed one."""
    day = None if asked.time == DAY else asked.due_day(on)
    for fact in rows:
        fits = fact.valid_to > on if day is None else fact.day == day
        if fact.code == asked.code and fits:
            return Known(asked, fact.number, fact.day, (fact,))
    return _mean(asked, rows, day) if day is not None and asked.mean_of else None


def _mean(asked: Definition, rows: Sequence[Fact], day: date) -> Known | None:
    years: dict[date, Fact] = {}
    for fact in rows:
        if fact.code == asked.mean_of and day.year - YEARS < fact.day.year <= day.year:
            years.setdefault(fact.day, fact)
    if len(years) < YEARS:
        return None
    total = sum((fact.number for fact in years.values()), Decimal(0))
    mean = (total / YEARS).quantize(CENT, rounding=ROUND_HALF_UP)
    return Known(asked, mean, day, tuple(years.values()))


def facts_of(answers: Iterable[Known]) -> list[Fact]:
    return [fact for answer in answers for fact in answer.facts]


def stands_for(organisation: Organisation, asked: Definition, day: date) -> Known | None:
    """What stands for one period, however long ago it ended."""
    rows = Fact.objects.standing().filter(organisation=organisation, code=asked.code, day=day)
    fact = rows.select_related("filing", "organisation").order_by("state").first()
    return Known(asked, fact.number, fact.day, (fact,)) if fact is not None else None
