"""From the short form of two kinds of instrument to the full one that `reading` takes.

A *ladder* asks the same parts of a business once for each level; a *table* asks a flat list whose
weights may be unknown. Both are written short in the rulebook: what repeats is made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cigu.engines.shopfloor.scoring.instrument import LADDER, TABLE, Data

_HUNDRED = Decimal(100)
_WHOLE = 100  # of a table: each indicator and group in percent of itself


def expanded(data: Data) -> Data:
    """The mapping with `dimensions` in full; one that has them already is given back as it is."""
    if data.get("method") == LADDER:
        return {**data, "dimensions": [_rung(data, level) for level in data["levels"]],
                "levels": [_level(row) for row in data["levels"]]}  # fmt: skip
    if data.get("method") == TABLE:
        return {**data, "dimensions": [_group(data, row) for row in data["groups"]]}
    return data


def _rung(data: Data, level: Data) -> Data:
    """A level as a dimension worth 1: its parts are the elements, its questions the sub-domains."""
    number = level["level"]
    return {
        "id": f"level{number}", "weight": 1,
        "name_zh": level["name_zh"], "name_en": level["name_en"],
        "parts": [
            {
                "id": row["id"], "name_zh": row["name_zh"], "name_en": row["name_en"],
                "weight": row["weight"],
                "indicators": [_asked(data, level, row, found) for found in _leaves(row)],
            }
            for row in data["elements"]
        ],
    }  # fmt: skip


def _leaves(element: Data) -> Iterator[tuple[Data, Decimal]]:
    """Sub-domains of an element with their weight in it; a domain without any is one itself."""
    for domain in element["domains"]:
        weight = Decimal(str(domain["weight"]))
        for part in domain.get("parts", ()):
            yield part, weight * Decimal(str(part["weight"])) / _HUNDRED
        if not domain.get("parts"):
            yield domain, weight


def _asked(data: Data, level: Data, element: Data, found: tuple[Data, Decimal]) -> Data:
    part, weight = found
    return {
        "id": f"l{level['level']}_{part['id']}", "type": "single", "weight": weight,
        "points": Decimal(str(element["weight"])) * weight / _HUNDRED**2,
        "name_zh": part["name_zh"], "name_en": part["name_en"],
        "ask_zh": f"{level['zh']}：做到了多少？",
        "ask_en": f"To what degree is it so that {level['en']}?",
        "options": data["answers"],
    }  # fmt: skip


def _level(row: Data) -> Data:
    counts = {"scenes_min": 0, "constrained_min": 0, "scene_level": 0}
    return {**row, "base_min": row["from"], **counts}


def _group(data: Data, row: Data) -> Data:
    return {
        "id": row["id"], "weight": _WHOLE, "name_zh": row["name_zh"], "name_en": row["name_en"],
        "parts": [{
            "id": row["id"], "weight": _WHOLE, "name_zh": row["name_zh"],
            "name_en": row["name_en"], "indicators": [_line(data, i) for i in row["indicators"]],
        }],
    }  # fmt: skip


def _line(data: Data, row: Data) -> dict[str, Any]:
    return {"type": "single", "options": data["answers"], **row,
            "weight": _WHOLE, "points": _WHOLE, "share": row["weight"]}  # fmt: skip
