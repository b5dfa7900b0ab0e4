"""The seeds and their inventory, read from beside the project; tests skip where they are absent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from cigu.engines.basis.periods import Period
from cigu.engines.factcheck import read
from cigu.engines.factcheck.model import Figure, Reading

_ABOVE = Path(__file__).resolve().parents[4:]
SHARED = next((p / "shared" for p in _ABOVE if (p / "shared/seeds").is_dir()), _ABOVE[0] / "shared")
INVENTORY = SHARED / "reference/seed-inventory.md"
FILES = {"A": "000_3b4ba2b72ab9baf8.txt", "B": "003_a2f4ea1ae4dfe808.txt"}
PERIODS = {
    "A": Period(date(2023, 6, 8), date(2024, 6, 8)),
    "B": Period(date(2020, 1, 1), date(2021, 1, 1)),
}
needs_seeds = pytest.mark.skipif(
    not INVENTORY.is_file() or not (SHARED / "seeds" / FILES["A"]).is_file(),
    reason="the seeds and their inventory lie beside the project only",
)
_ROW = re.compile(r"^\| ([AB]-\d+) \|(.*)\|$", re.M)
_DIGITS = re.compile(r"[\d一二两三四五六七八九十百千万亿]")
# English units of the inventory: dimension and factor to the base of the unit library.
MONEY = {"100 m yuan": 10**8, "10,000 yuan": 10**4, "100 m yuan/year": 10**8}
SCALES = {
    "%": ("share", Decimal("0.01")), "%/year": ("share", Decimal("0.01")),
    "times": ("multiple", Decimal(1)), "rank": ("rank", Decimal(1)),
    "t": ("mass", Decimal(1000)), "t/year": ("mass", Decimal(1000)),
    "t per printed unit": ("mass", Decimal(1000)), "Wh": ("energy", Decimal(1)),
    "kWh": ("energy", Decimal(1000)), "kWh/year": ("energy", Decimal(1000)),
    "year": ("year", Decimal(1)), "years": ("time", Decimal(31557600)),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of the inventory whose phrase holds a number."""

    id: str
    lines: tuple[int, int]
    phrase: str
    name: str
    low: Decimal
    high: Decimal | None
    comparator: str
    dimension: str
    factor: Decimal

    @property
    def seed(self) -> str:
        return self.id[0]


@cache
def text_of(seed: str) -> str:
    return (SHARED / "seeds" / FILES[seed]).read_text(encoding="utf-8")


@cache
def reading_of(seed: str) -> Reading:
    return read(text_of(seed), period=PERIODS[seed])


def line_of(seed: str, figure: Figure) -> int:
    return text_of(seed).count("\n", 0, figure.start) + 1


@cache
def rows() -> tuple[Row, ...]:
    found = []
    for ident, rest in _ROW.findall(INVENTORY.read_text(encoding="utf-8")):
        cells = [c.strip() for c in rest.split("|")]
        row = _row(ident, *cells[:5])
        if row is not None:
            found.append(row)
    return tuple(found)


def _row(ident: str, ref: str, phrase: str, name: str, value: str, unit: str) -> Row | None:
    """None where the value is no number of the text: named things, several, classes."""
    if "named" in value or not _DIGITS.search(phrase) or ident in NO_NUMBER:
        return None
    parsed = _value(value)
    if parsed is None:
        return None
    low, high, comparator = parsed
    numbers = [int(n) for n in re.findall(r"(\d+)\.\d", ref)] or [
        int(n) for n in re.findall(r"\d+", ref)
    ]
    dimension, factor = SCALES.get(unit, ("count", Decimal(1)))
    if ident == TIMES_HELD:
        dimension = "count"
    if ident in ("B-66", "B-67", "B-60"):  # five years, not the year 5
        dimension, factor = SCALES["years"]
    if unit in MONEY:
        dimension, factor = "money", Decimal(MONEY[unit])
    return Row(ident, (min(numbers), max(numbers) + 2 * ("–" in ref)), phrase, name, low, high,
               comparator, dimension, factor)  # fmt: skip


# The number of these phrases is a year in a name, or a word: 2024年选题指南.
NO_NUMBER = frozenset(("A-10", "B-18"))
TIMES_HELD = "A-61"  # 40余次: its "times" are counted, not multiples


def _value(value: str) -> tuple[Decimal, Decimal | None, str] | None:
    text = value.replace(",", "").replace("−", "-").replace("–", "-")
    scale = Decimal(1)
    if "×10⁸" in text:
        scale, text = Decimal(10**8), text.replace("×10⁸", "").strip()
    if text.endswith(" m"):
        scale, text = Decimal(10**6), text[:-2]
    found = re.match(r"^([~><≥≤+]*)(-?\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?(?: .*)?$", text)
    if found is None:
        return None
    sign = {"~": "≈", "+≥": "≥", "+": "=", "": "="}.get(found[1], found[1])
    high = Decimal(found[3]) * scale if found[3] else None
    return Decimal(found[2]) * scale, high, sign


def is_read(row: Row, figure: Figure) -> bool:
    """Value, unit and comparator. The inventory writes > for 余 as for 以上: one side each."""
    quantity = figure.quantity
    if row.dimension == "rank":
        return quantity.sort == "rank" and figure.value == row.low
    dimension, factor = quantity.measure.dimension, quantity.measure.factor
    if quantity.sort == "fraction":
        dimension, factor = "share", Decimal(1)
    if quantity.sort == "edition":
        dimension = "count"
    size = abs(figure.value) * factor
    wanted = abs(row.low) * row.factor
    same = abs(size - wanted) <= wanted / 500 and dimension == row.dimension
    high = figure.value_to == row.high
    return same and high and _side(figure.comparator) == _side(row.comparator)


def _side(comparator: str) -> str:
    return {"≥": ">", "≤": "<"}.get(comparator, comparator)
