"""Physical bounds of what one thing needs of another, and the power of ten that would fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final

from cigu.engines.factcheck.model import Figure, Finding, Param, Reading, Relation

_POWERS: Final = sorted((k for k in range(-9, 10) if k), key=abs)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """`low`..`high` of `material` (in the base of dimension `of`) for one base unit of `per`."""

    material: str
    of: str
    per: str
    low: Decimal
    high: Decimal


def _table() -> Iterator[Coefficient]:
    text = files("cigu.engines.factcheck").joinpath("coefficients.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            material, of, per, low, high = line.split()
            yield Coefficient(material, of, per, Decimal(low), Decimal(high))


TABLE: Final = tuple(_table())


def base(figure: Figure) -> Decimal:
    """The value in the base unit of its dimension."""
    return figure.value * figure.quantity.measure.factor


def coefficient_of(figure: Figure, per: str) -> Coefficient | None:
    """The bounds for the material that the figure counts, if they are known."""
    for one in TABLE:
        fits = one.of == figure.quantity.measure.dimension and one.per == per
        if fits and one.material in figure.counted.phrase + figure.clause:
            return one
    return None


def needs(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """1亿瓦时需要220万吨正极材料: 22,000 kg for a kilowatt-hour, 10,000 times what can be."""
    given = reading.figure(relation.of("input")[0])
    amount = reading.figure(relation.of("amount")[0])
    bounds = coefficient_of(amount, given.quantity.measure.dimension)
    if bounds is None or not base(given):
        return
    ratio = base(amount) / base(given)
    told: dict[str, Param] = {
        "material": bounds.material, "ratio": ratio, "low": bounds.low, "high": bounds.high,
        "unit": given.unit,
    }  # fmt: skip
    if bounds.low <= ratio <= bounds.high:
        yield Finding("coefficient_fits", "note", relation.figures, told)
        return
    power = fitting_power(ratio, bounds)
    code = "coefficient_out_of_bounds"
    yield Finding(code, "alarm", relation.figures, told | {"power": power})


def fitting_power(ratio: Decimal, bounds: Coefficient) -> int:
    """By which power of ten the given unit is too small for the amount; 0 if none fits."""
    fitting = (k for k in _POWERS if bounds.low <= ratio / Decimal(10) ** k <= bounds.high)
    return next(fitting, 0)
