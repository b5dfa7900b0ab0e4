"""The computed figures of a scope as SDMX-CSV 2.0: for the page and the API."""

from __future__ import annotations

from typing import Any

from cigu.core.figures import sdmx
from cigu.core.figures.sources import Where

from .guards import can_see_value
from .lines import Line, yearbook


def as_sdmx(where: Where, user: Any) -> tuple[bytes, int]:
    """Only what a room computes, and whose value the viewer may see; an unknown value is empty."""
    lines = [
        line for line in yearbook(where)
        if line.result is not None and can_see_value(line.result.figure, user)
    ]  # fmt: skip
    return sdmx.as_csv(_observation(line, where) for line in lines), len(lines)


def _observation(line: Line, where: Where) -> sdmx.Observation:
    result: Any = line.result
    return sdmx.Observation(
        flow=sdmx.YEARBOOK, source="", figure=result.figure, territory=where.territory.pk,
        domain=where.domain.pk if where.domain else None, since=where.period.start,
        until=where.period.end, value=result.value, complete=result.final, unit=line.unit,
        comparator=result.comparator, version=result.figure.version,
        synthetic=result.basis in ("synthetic", "both"), title=line.label,
    )  # fmt: skip
