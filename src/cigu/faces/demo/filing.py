"""Steps in which a few enterprises file their numbers, consent, and are read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from cigu.records.facts.actions import (
    accept_facts,
    give_consent,
    record_use,
    return_facts,
    state_facts,
    withdraw_consent,
)
from cigu.records.facts.declaring import PAGE
from cigu.records.facts.guards import Stated
from cigu.records.facts.models import Fact, FactConsent, Filing

from .registers import officer, organisation, user
from .scenario import Row, Scenario, day
from .steps import Step


def steps(scenario: Scenario) -> Iterator[Step]:
    """Each on its own day."""
    given = scenario.registers
    for number, row in enumerate(given["consents"], 1):
        yield Step(day(row["day"]), f"facts:consent:{number}", partial(_consent, row))
        if row.get("taken_back"):
            yield Step(day(row["taken_back"]), f"facts:back:{number}", partial(_take_back, row))
    for number, row in enumerate(given["filings"], 1):
        yield Step(day(row["day"]), f"facts:filing:{number}", partial(_file, row))
        for done, act in (("decided", _accept), ("returned", _return)):
            if row.get(done):
                yield Step(day(row[done]), f"facts:{done}:{number}", partial(act, row))
    for number, row in enumerate(given["readings"], 1):
        yield Step(day(row["day"]), f"facts:read:{number}", partial(_read, row))


def _owner(row: Row) -> Any:
    return user(row["enterprise"].lower())


def _file(row: Row) -> None:
    rows = [
        Stated(code, day(last), Decimal(str(number)), row.get("note", ""))
        for code, periods in row["facts"].items() for last, number in periods.items()
    ]  # fmt: skip
    state_facts(organisation=organisation(row["enterprise"]), rows=rows, by=_owner(row))


def _filed(row: Row) -> list[Fact]:
    """Nothing else of the enterprise was filed on that day."""
    body = organisation(row["enterprise"])
    filing = Filing.objects.filter(organisation=body, filed_on=day(row["day"]), form="facts.mine")
    return list(filing.get().facts.filter(state="proposed"))


def _accept(row: Row) -> None:
    accept_facts(facts=_filed(row), by=officer())


def _return(row: Row) -> None:
    return_facts(
        facts=_filed(row), reason_code=row["code"], comment=row["comment"], by=officer()
    )  # fmt: skip


def _consent(row: Row) -> None:
    give_consent(
        organisation=organisation(row["enterprise"]), given_for=row["purposes"], by=_owner(row)
    )


def _take_back(row: Row) -> None:
    standing = FactConsent.objects.standing().filter(purpose__in=row["purposes"])
    for consent in standing.filter(organisation=organisation(row["enterprise"])):
        withdraw_consent(consent=consent, by=_owner(row))


def _read(row: Row) -> None:
    body, reader = organisation(row["enterprise"]), user(row["by"])
    seen = Fact.objects.readable(reader).filter(organisation=body, state="accepted")
    record_use(organisation=body, facts=list(seen), by=reader, form=PAGE, way="page")
