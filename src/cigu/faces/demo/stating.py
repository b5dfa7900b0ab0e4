"""Steps that enter a few invented platforms, leads, numbers of researchers and engagements."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cigu.core.places.models import Domain, Segment
from cigu.records.organisations.statements import name_lead, state_headcount
from cigu.records.people.engaging import engage
from cigu.records.platforms.actions import (
    give_grade,
    record_acceptance,
    record_merger,
    register_platform,
)
from cigu.records.platforms.models import Platform

from .registers import officer, organisation, person
from .scenario import Row, Scenario, day
from .steps import Step


def steps(scenario: Scenario) -> Iterator[Step]:
    """Each on its own day."""
    given = scenario.registers
    for row in given["platforms"]:
        begun = day(row.get("since") or row["decided"])
        yield Step(begun, f"platform:{row['key']}", partial(_platform, scenario, row))
        if row.get("raised"):
            yield Step(day(row["raised"]), f"grade:{row['key']}", partial(_raise, row))
    names = {row["key"]: row["name"] for row in given["platforms"]}
    held, merged = given["acceptance"], given["merger"]
    yield Step(day(held["held"]), "acceptance", partial(_accept, held, names[held["platform"]]))
    yield Step(day(merged["merged"]), "merger", partial(_merge, merged, names[merged["platform"]]))
    for number, row in enumerate(given["leads"], 1):
        yield Step(day(row["since"]), f"lead:{number}", partial(_lead, row))
    for number, row in enumerate(given["headcounts"], 1):
        yield Step(day(row["as_of"]), f"researchers:{number}", partial(_headcount, row))
    for row in given["engagements"]:
        yield Step(day(row["since"]), f"engagement:{row['person']}", partial(_engage, row))


def _platform(scenario: Scenario, row: Row) -> None:
    body = organisation(row["body"])
    register_platform(
        by=officer(), name=row["name"], kind=row["kind"], territory=body.territory,
        domain=Domain.objects.get(pk=scenario.year["domain"]), organisation=body, synthetic=True,
        since=day(row["since"]) if row.get("since") else None,
        decided_on=day(row["decided"]) if row.get("decided") else None,
        grade_now=row.get("grade", ""), stages=row["stages"],
    )  # fmt: skip


def named(name: str) -> Platform:
    return Platform.objects.get(name=name)


def _raise(row: Row) -> None:
    give_grade(platform=named(row["name"]), grade="nation", since=day(row["raised"]), by=officer())


def _accept(row: Row, name: str) -> None:
    record_acceptance(
        platform=named(name), result="passed", held_on=day(row["held"]), body=row["body"],
        by=officer(),
    )  # fmt: skip


def _merge(row: Row, name: str) -> None:
    record_merger(
        successor=named(name), printed=row["printed"], merged_on=day(row["merged"]), by=officer()
    )


def _lead(row: Row) -> None:
    name_lead(
        organisation=organisation(row["enterprise"]), role=row["role"], by=officer(),
        segment=Segment.objects.get(pk=row["segment"]), since=day(row["since"]),
    )  # fmt: skip


def _headcount(row: Row) -> None:
    state_headcount(
        organisation=organisation(row["enterprise"]), as_of=day(row["as_of"]), by=officer(),
        researchers=row["researchers"], comparator=row["comparator"], method=row["method"],
    )  # fmt: skip


def _engage(row: Row) -> None:
    engage(
        person=person(row["person"]), organisation=organisation(row["enterprise"]),
        kind=row["kind"], degree=row["degree"], post=row["post"], since=day(row["since"]),
        source="演示情景", by=officer(),
    )  # fmt: skip
