"""The scenario's files, read once and indexed by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cigu.faces.regions.reading import document

Row = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    year: Row
    institutions: dict[str, Row]
    enterprises: dict[str, Row]
    needs: dict[str, Row]
    teams: dict[str, Row]
    experts: dict[str, Row]
    achievements: dict[str, Row]
    events: dict[str, Row]
    deals: list[Row]
    qualifications: list[Row]
    registers: Row

    @property
    def setup(self) -> date:
        return day(self.year["setup"])

    @property
    def today(self) -> date:
        return day(self.year["today"])


def read(region: str) -> Scenario:
    events = document(region, "scenario/events.yaml")
    return Scenario(
        year=document(region, "scenario/year.yaml"),
        institutions=_keyed(region, "institutions"),
        enterprises=_keyed(region, "enterprises"),
        needs=_keyed(region, "needs"),
        teams=_keyed(region, "teams"),
        experts=_keyed(region, "experts"),
        achievements=_keyed(region, "achievements"),
        events={row["key"]: row for row in events["events"]},
        deals=events["deals"],
        qualifications=document(region, "scenario/qualifications.yaml"),
        registers=document(region, "scenario/registers.yaml"),
    )


def day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _keyed(region: str, name: str) -> dict[str, Row]:
    return {row["key"]: row for row in document(region, f"scenario/{name}.yaml")}
