"""A judged figure as plain data: the same for page, command line and API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cigu.engines.factcheck.model import Recorded

from .catalogue import units
from .judged import Judged
from .wording import told


def number(value: Decimal | None) -> int | float | None:
    """A JSON number; whole numbers without a decimal point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)


def as_dict(judged: Judged) -> dict[str, Any]:
    """Stable from ``start`` to ``reasons``; what stands behind them may grow."""
    figure, result = judged.figure, judged.result
    return {
        "start": figure.start, "end": figure.end, "text": figure.text,
        "value": number(figure.value), "value_to": number(figure.value_to), "unit": figure.unit,
        "comparator": figure.comparator, "kind": figure.kind.value,
        "period": str(figure.period) if figure.period else None,
        "scope": {"territory": figure.scope.territory, "domain": figure.scope.domain},
        "counted": figure.counted.phrase, "indicator": judged.indicator or None,
        "verdict": judged.verdict.value,
        "reasons": [
            {"code": r.code, "params": _plain(r.params), "text": told(r)} for r in judged.reasons
        ],
        "id": figure.id, "chosen": judged.chosen,
        "candidates": [
            {"indicator": c.indicator, "score": round(c.score, 3)} for c in judged.candidates
        ],
        "record": None if result is None else {
            "value": number(result.value), "comparator": result.comparator,
            "unit": units().get(result.figure.id, ""), "territory": result.where.territory.pk,
            "period": str(result.where.period), "n_records": result.n_rows,
            "basis": result.basis,
        },
        "nearest": _nearest(judged.nearest),
        "decision": judged.told.sort if judged.told else None,
        "section": figure.section,
        "described": {"action": figure.counted.action, "measured": figure.counted.measured,
                      "head": figure.counted.head},
    }  # fmt: skip


def _nearest(found: Recorded | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": number(found.value), "unit": found.unit, "indicator": found.definition,
        "territory": found.territory, "period": str(found.period) if found.period else None,
    }  # fmt: skip


def _plain(params: Any) -> dict[str, Any]:
    return {k: number(v) if isinstance(v, Decimal) else v for k, v in params.items()}
