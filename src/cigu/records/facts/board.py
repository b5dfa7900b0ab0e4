"""What the page of an enterprise shows: each fact with what stands for it, and its consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cigu.records.organisations.models import Organisation

from .asking import source_of
from .definitions import Definition, Purpose, groups, purposes
from .models import Fact, FactConsent


@dataclass(frozen=True)
class Line:
    """One fact: the newest number in force, and one that waits beside it or alone."""

    definition: Definition
    stands: Fact | None  # accepted
    waits: Fact | None
    consents: tuple[Purpose, ...]
    on: date

    @property
    def shown(self) -> Fact | None:
        return self.stands or self.waits

    @property
    def pending(self) -> Fact | None:
        """What waits to take the place of another one."""
        return self.waits if self.stands is not None else None

    @property
    def disclosed(self) -> list[Fact]:
        return [f for f in (self.stands, self.waits) if f is not None and not f.is_masked]

    @property
    def source(self) -> str:
        return source_of(self.shown) if self.shown is not None else ""

    @property
    def is_over(self) -> bool:
        return self.shown is not None and self.shown.valid_to <= self.on


def board(body: Organisation, user: Any, on: date) -> list[tuple[str, list[Line]]]:
    rows = Fact.objects.for_(user).standing().filter(organisation=body)
    found: dict[tuple[str, str], Fact] = {}
    for fact in rows.select_related("filing", "organisation").order_by("-day"):
        found.setdefault((fact.code, fact.state), fact)
    agreed = standing_consents(body)
    return [
        (name, [_line(row, found, agreed, on) for row in wanted if not row.mean_of])
        for name, wanted in groups()
    ]  # fmt: skip


def _line(
    row: Definition, found: dict[tuple[str, str], Fact], agreed: dict[str, Any], on: date
) -> Line:
    known = purposes()
    consents = tuple(known[code] for code in row.purposes if code in agreed)
    stands, waits = found.get((row.code, "accepted")), found.get((row.code, "proposed"))
    return Line(row, stands, waits, consents, on)


def standing_consents(body: Organisation) -> dict[str, FactConsent]:
    rows = FactConsent.objects.standing().filter(organisation=body)
    return {row.purpose: row for row in rows}


def consent_rows(body: Organisation) -> list[tuple[Purpose, FactConsent | None]]:
    """Each purpose with the consent that stands, or the one that was taken back last."""
    found: dict[str, FactConsent] = {}
    for row in FactConsent.objects.filter(organisation=body).order_by("pk"):
        found[row.purpose] = row
    return [(purpose, found.get(code)) for code, purpose in purposes().items()]
