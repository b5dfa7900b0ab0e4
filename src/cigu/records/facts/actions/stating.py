"""Somebody says a number: the enterprise proposes, an officer enters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditedModel
from cigu.core.flow.actions import fire, start
from cigu.core.numbers.actions import next_number
from cigu.records.organisations.models import Organisation

from ..declaring import OWN, Form
from ..guards import (
    Stated,
    check_can_state,
    check_parts,
    check_source,
    check_stated,
    is_own,
)
from ..models import Fact, Filing

SERIES = "SB"


@dataclass(frozen=True)
class About:
    """In which form it was said, and in which record of that form."""

    form: Form = OWN
    record: AuditedModel | None = None

    @property
    def number(self) -> str:
        return str(getattr(self.record, "number", "") or "")


def state_facts(
    *, organisation: Organisation, rows: Sequence[Stated], by: Any, about: About | None = None,
    origin: str = "", source: str = "", on: date | None = None, reason: str = "",
) -> list[Fact]:  # fmt: skip
    """What is new among ``rows``. The enterprise's own words are filed to be checked; what an
    officer enters is accepted at once, as from ``origin``. Nothing is overwritten: an accepted
    number stands until another one for its period is accepted."""
    about = about or About()
    check_can_state(organisation, by)
    mine = is_own(organisation, by)
    check_source(organisation, mine, source)
    party = organisation if mine else None
    with acting("facts.state", by=by, on=on, reason=reason, for_party=party) as step:
        queue(organisation)  # whoever states or decides for it waits, then sees this
        for row in rows:
            check_stated(row, step.on)
        check_parts(rows, _known(organisation, rows))
        fresh = [row for row in rows if not _is_known(organisation, row)]
        if not fresh:
            return []
        filing = _filing(organisation, about, by, step.on) if mine else None
        made = [
            _fact(organisation, row, filing, origin, source, by, step.on) for row in fresh
        ]  # fmt: skip
        if mine:
            _put_right(organisation, made, by, step.on)
    return made


def _known(organisation: Organisation, rows: Collection[Stated]) -> dict[str, Decimal]:
    """What stands for the days of ``rows``; a number to be checked goes before the accepted one."""
    found: dict[str, Decimal] = {}
    days = {row.day for row in rows}
    facts = Fact.objects.standing().filter(organisation=organisation, day__in=days)
    for fact in facts.order_by("state"):  # accepted, then proposed
        found[fact.code] = fact.number
    return found


def _is_known(organisation: Organisation, row: Stated) -> bool:
    """The same number stands for the period, and no other one waits beside it."""
    standing = Fact.objects.standing().filter(organisation=organisation, code=row.code, day=row.day)
    return [fact.number for fact in standing] == [row.number]


def _filing(organisation: Organisation, about: About, by: Any, on: date) -> Filing:
    record = about.record
    filing = Filing(
        number=next_number(SERIES, on), organisation=organisation, form=about.form.code,
        subject_type=record.object_type if record else "",
        subject_uid=record.uid if record else None, subject_number=about.number,
        filed_on=on, filed_by=by, synthetic=organisation.synthetic,
    )  # fmt: skip
    start(filing, on)
    return filing


def _fact(
    organisation: Organisation, row: Stated, filing: Filing | None, origin: str, source: str,
    by: Any, on: date,
) -> Fact:  # fmt: skip
    known = row.definition
    fact = Fact(
        organisation=organisation, code=row.code, begins=known.begins(row.day), day=row.day,
        number=row.number, valid_to=known.valid_to(row.day), note=row.note, filing=filing,
        origin=Fact.Origin.ENTERPRISE if filing else origin or Fact.Origin.OFFICER,
        source=source, stated_on=on, stated_by=by, synthetic=organisation.synthetic,
    )  # fmt: skip
    withdraw_proposal(fact, by, on)
    start(fact, on)
    if filing is None:
        take_over(fact, by, on)
    return fact


def withdraw_proposal(fact: Fact, by: Any, on: date) -> None:
    """A number that waits for the same period gives way to the new one."""
    old = Fact.objects.of_key(fact).filter(state="proposed").first()
    if old is not None:
        fact.replaces = old
        fire(old, "replace", by=by, on=on)
        settle(old.filing, on)


def take_over(fact: Fact, by: Any, on: date) -> None:
    """Accepted from now on, in the place of what was accepted before."""
    old = Fact.objects.of_key(fact).filter(state="accepted").first()
    if old is not None:
        fire(old, "supersede", by=by, on=on)
        fact.replaces = old
    fact.decided_on, fact.decided_by = on, by
    fire(fact, "accept", by=by, on=on)


def settle(filing: Filing | None, on: date) -> None:
    """Once nothing in it waits any more: done, or back to the enterprise. It follows from what was
    decided or stated last, whoever did that; nobody fires it by hand."""
    if filing is None or filing.state != "waiting":
        return
    states = set(filing.facts.values_list("state", flat=True))
    if "proposed" not in states:
        fire(filing, "hand_back" if "returned" in states else "settle", by=None, on=on)


def _put_right(organisation: Organisation, made: Sequence[Fact], by: Any, on: date) -> None:
    """Filings that were handed back are done once each returned fact has been stated anew."""
    keys = {(fact.code, fact.day) for fact in made}
    for filing in Filing.objects.filter(organisation=organisation, state="returned"):
        open_ones = [f for f in filing.facts.filter(state="returned") if not _stated_since(f)]
        if not {(f.code, f.day) for f in open_ones} - keys:
            fire(filing, "put_right", by=by, on=on)


def _stated_since(fact: Fact) -> bool:
    return bool(Fact.objects.of_key(fact).filter(pk__gt=fact.pk).exists())
