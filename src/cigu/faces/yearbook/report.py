"""The yearbook as plain data: the same for the terminal and the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import verdicts
from .lines import Line


def as_json(lines: list[Line]) -> dict[str, Any]:
    computed = sum(line.computed is not None for line in lines)
    return {
        "figures": [entry(line) for line in lines],
        "coverage": {"computed": computed, "total": len(lines)},
    }


def entry(line: Line) -> dict[str, Any]:
    result = line.result
    return {
        "id": line.id,
        "published": number(line.published),
        "computed": number(line.computed),
        "comparator": line.comparator,
        "unit": line.unit,
        "basis": result.basis if result else None,
        "as_of": result.as_of.isoformat() if result else None,
        "verdict": line.verdict,
        "n_records": result.n_rows if result else None,
    }


def number(value: Decimal | None) -> int | float | None:
    """A JSON number; whole numbers without a decimal point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)


def differs(lines: list[Line]) -> bool:
    return any(line.verdict == verdicts.DIFFERS for line in lines)
