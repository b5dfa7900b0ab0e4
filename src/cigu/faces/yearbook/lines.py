"""The yearbook of a scope: every indicator with its published and its computed value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cigu.core.figures.expressions import Before, Figure
from cigu.core.figures.freezing import versions
from cigu.core.figures.models import FrozenFigure
from cigu.core.figures.registry import Result, compute, registered
from cigu.core.figures.sources import Where
from cigu.core.ui.words import num

from . import verdicts
from .indicators import Indicator, indicators

NUMBERLESS = {"several", "qualitative"}


@dataclass(frozen=True)
class Line:
    """One row of the yearbook. ``computed`` is None where no room computes it or it is unknown."""

    indicator: Indicator
    result: Result | None
    frozen: FrozenFigure | None
    compared: bool  # the published value was published for this very scope

    @property
    def id(self) -> str:
        return self.indicator.id

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def published(self) -> Decimal | None:
        """The last published version's value, else that of the public source."""
        return self.indicator.value if self.frozen is None else _tidy(self.frozen.value)

    @property
    def comparator(self) -> str:
        return self.indicator.comparator if self.frozen is None else "="

    @property
    def sign(self) -> str:
        """The comparator as it stands before a number."""
        return "" if self.comparator in NUMBERLESS or self.comparator == "=" else self.comparator

    @property
    def computed(self) -> Decimal | None:
        return None if self.result is None else self.result.value

    @property
    def difference(self) -> Decimal | None:
        """Signed, for plain figures; a bound is met or not and has no difference."""
        if not self.compared or self.comparator != "=":
            return None
        if self.published is None or self.computed is None:
            return None
        return self.computed - self.published

    @property
    def verdict(self) -> str:
        if self.result is None:
            return verdicts.of_missing(self.indicator.is_planned)
        given = self.published if self.compared else None
        return verdicts.of_computed(
            given, self.comparator, self.computed, self.result.final, self.result.figure.grows
        )

    @property
    def look(self) -> str:
        return verdicts.VERDICTS[self.verdict][0]

    @property
    def verdict_label(self) -> Any:
        return verdicts.VERDICTS[self.verdict][1]

    @property
    def published_text(self) -> str:
        if self.published is None:
            return ""
        upper = self.indicator.value_to if self.frozen is None else None
        return f"{self.sign}{num(self.published)}" + (f"–{num(upper)}" if upper else "")

    @property
    def computed_text(self) -> str:
        if self.result is None or self.computed is None:
            return ""
        return f"{self.computed_sign}{num(self.computed)}"

    @property
    def computed_sign(self) -> str:
        """The comparator before a computed value that is not final."""
        found = "=" if self.result is None else self.result.comparator
        return "" if found == "=" else found


def _tidy(value: Decimal | None) -> Decimal | None:
    """A stored value without the empty decimals of its column."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def yearbook(where: Where) -> list[Line]:
    """All indicators; each registered figure is computed once."""
    frozen = frozen_figures(where)
    return [line_of(item, where, frozen) for item in indicators()]


def frozen_figures(where: Where) -> dict[str, FrozenFigure]:
    """Of the last version, what was final then: "at least n" does not replace a published value."""
    latest = versions(where).first()
    if latest is None:
        return {}
    kept = latest.figures.select_related("publication")
    return {f.figure: f for f in kept if f.parameters.get("final", True)}


def line_of(item: Indicator, where: Where, frozen: dict[str, FrozenFigure]) -> Line:
    figure = registered().get(item.id)
    result = compute(figure, where) if figure is not None else None
    kept = frozen.get(item.id)
    return Line(item, result, kept, kept is not None or item.speaks_of(_asked(figure, where)))


def _asked(figure: Figure | None, where: Where) -> Where:
    """A value of the day before the period was published for that day."""
    expression = figure.expression if figure is not None else None
    return expression.moved(where) if isinstance(expression, Before) else where


def tally(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines have each verdict, in the order of the verdicts."""
    found = [line.verdict for line in lines]
    return {code: found.count(code) for code in verdicts.VERDICTS}
