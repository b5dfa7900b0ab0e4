"""What may be asked of an enterprise, read from the rulebook: words, unit, period, purposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cigu.core.ui import words
from cigu.rulebook import loader

SOURCE = "cn/enterprise_facts.yaml"
YEAR, YEARS3, DAY = "year", "years3", "day"
MONEY, COUNT, PERCENT = "money", "count", "percent"


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _said(row: Any, name: str = "") -> str:
    return str(row[f"{name}{'en' if _in_english() else 'zh'}"])


def listed(parts: Iterable[str]) -> str:
    return ("; " if _in_english() else "、").join(parts)


def with_period(known: Definition, day: date) -> str:
    """The word of a fact with its period."""
    period = known.period(day)
    return f"{known} ({period})" if _in_english() else f"{known}（{period}）"


@dataclass(frozen=True)
class Purpose:
    """What facts are read for, and who then reads single values."""

    code: str
    readers: tuple[str, ...]
    data: Any

    def __str__(self) -> str:
        return _said(self.data)

    @property
    def note(self) -> str:
        return _said(self.data, "note_")


@dataclass(frozen=True)
class Definition:
    """One thing that is asked once."""

    code: str
    group: str
    kind: str
    time: str
    months: int
    sensitive: bool
    purposes: tuple[str, ...]
    mean_of: str
    part_of: str
    data: Any

    def __str__(self) -> str:
        return _said(self.data)

    @property
    def unit(self) -> str:
        if self.kind == MONEY:
            return _("CNY 10⁴")
        return "%" if self.kind == PERCENT else _said(self.data, "unit_")

    @property
    def places(self) -> int:
        return 0 if self.kind == COUNT else 2

    @property
    def high(self) -> Decimal:
        """The largest number that can be meant: beyond it the unit is wrong."""
        return {MONEY: Decimal(10**9), COUNT: Decimal(10**7), PERCENT: Decimal(100)}[self.kind]

    def told(self, value: Decimal | None) -> str:
        """The number as pages write it, without its unit."""
        if value is None:
            return words.DASH
        return words.num(value, self.places) if self.kind == COUNT else words.num(value.normalize())

    def said(self, value: Decimal | None) -> str:
        """The number with its unit."""
        if value is None:
            return words.DASH
        gap = "" if self.kind == PERCENT else " "
        return f"{self.told(value)}{gap}{self.unit}"

    # ---- time ----
    def begins(self, day: date) -> date | None:
        """The first day of the period that ends with ``day``; none for a value as of a day."""
        years = {YEAR: 1, YEARS3: 3}.get(self.time)
        return date(day.year - years + 1, 1, 1) if years else None

    def due_day(self, on: date) -> date:
        """The last day of the period that a form asks for on ``on``; for a stock that day."""
        return on if self.time == DAY else date(on.year - 1, 12, 31)

    def valid_to(self, day: date) -> date:
        """The first day on which a value of ``day`` no longer answers a form."""
        after = day + timedelta(days=1)
        months = after.month - 1 + self.months
        return date(after.year + months // 12, months % 12 + 1, min(after.day, 28))

    def period(self, day: date) -> str:
        """2023; 2021 to 2023; as of 2024-06-14."""
        if self.time == YEAR:
            return str(day.year)
        if self.time == YEARS3:
            return _("%(first)s to %(last)s") % {"first": day.year - 2, "last": day.year}
        return words.day(day)


@cache
def purposes() -> dict[str, Purpose]:
    rows = loader.load(SOURCE).data["purposes"]
    return {row["k"]: Purpose(row["k"], tuple(row["readers"]), row) for row in rows}


@cache
def definitions() -> dict[str, Definition]:
    rows = loader.load(SOURCE).data["facts"]
    return {row["id"]: _read(row) for row in rows}


def _read(row: Any) -> Definition:
    return Definition(
        row["id"], row["group"], row["kind"], row["time"], row["months"], row["sensitive"],
        tuple(row["purposes"]), row.get("mean_of", ""), row.get("part_of", ""), row,
    )  # fmt: skip


def definition(code: str) -> Definition:
    return definitions()[code]


def groups() -> list[tuple[str, list[Definition]]]:
    """The headings under which pages show them."""
    rows = loader.load(SOURCE).data["groups"]
    known = definitions().values()
    return [(_said(row), [d for d in known if d.group == row["k"]]) for row in rows]


def codes_for(purpose: str) -> list[str]:
    return [d.code for d in definitions().values() if purpose in d.purposes]


def known_codes(codes: Iterable[str]) -> list[str]:
    """Of the names that a form uses, those that are facts."""
    return [code for code in dict.fromkeys(codes) if code in definitions()]
