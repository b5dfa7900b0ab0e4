"""Steps that enter a few invented qualifications: examples, not a register of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cigu.records.qualifications.actions import award, revoke
from cigu.records.qualifications.models import Qualification

from .registers import officer, organisation
from .scenario import Row, Scenario, day
from .steps import Step

ISSUER = "虚构认定机构"


def steps(scenario: Scenario) -> Iterator[Step]:
    """Each is entered on the day of issue, older ones when the register begins."""
    for row in scenario.qualifications:
        issued, key = day(row["issued"]), f"qualification:{row['number']}"
        yield Step(max(issued, scenario.setup), key, partial(_award, row))
        if row.get("ended"):
            yield Step(day(row["ended"]), f"{key}:end", partial(_end, row))


def _award(row: Row) -> None:
    award(
        organisation=organisation(row["enterprise"]), kind=row["kind"], level=row["level"],
        certificate=row["number"], issuer=ISSUER, issued_on=day(row["issued"]),
        valid_to=day(row["before"]) if row.get("before") else None, by=officer(),
    )  # fmt: skip


def _end(row: Row) -> None:
    held = Qualification.objects.get(certificate=row["number"])
    revoke(qualification=held, end_reason=row["end_reason"], by=officer())
