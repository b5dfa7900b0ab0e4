"""Ranks: the first place has the smallest number, so who rises falls in number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cigu.engines.factcheck.model import Figure, Finding, Reading, Relation

_RISES: Final = re.compile("前移|前进|上升|提升|进步|跃升|晋升|跃居|升至|升到")
_FALLS: Final = re.compile("后移|后退|下降|退后|下滑|回落|降至|降到|退至|退居|滑至")


def changed(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """由第168位升至第121位，进步47位."""
    before, after = (reading.figure(relation.of(r)[0]) for r in ("before", "after"))
    gained = before.value - after.value
    yield Finding("rank_change", "note", relation.figures, {"places": gained})
    told = _direction(after)
    if told and gained and (gained > 0) != (told > 0):
        yield Finding("change_direction", "alarm", relation.figures, {"difference": -gained})
    for ident in relation.of("by"):
        by = reading.figure(ident)
        if by.value != abs(gained):
            yield Finding("change_by", "alarm", relation.figures,
                          {"stated": by.value, "computed": abs(gained)})  # fmt: skip


def moved(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """第3位，前移2位 was the fifth before. A move from before the first place cannot be."""
    rank, by = (reading.figure(relation.of(r)[0]) for r in ("rank", "by"))
    before = rank.value + by.value * (_direction(by) or 1)
    if before < 1:
        yield Finding("rank_before_first", "alarm", relation.figures,
                      {"rank": rank.value, "by": by.value})  # fmt: skip
    else:
        yield Finding("rank_before", "note", relation.figures, {"before": before})


def among(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """The fifth of four cannot be."""
    total, rank = (reading.figure(relation.of(r)[0]) for r in ("total", "rank"))
    if total.comparator in ("=", "<", "≤") and rank.value > total.value:
        yield Finding("rank_over_total", "alarm", relation.figures,
                      {"rank": rank.value, "total": total.value})  # fmt: skip


def _direction(figure: Figure) -> int:
    words = figure.clause
    return 1 if _RISES.search(words) else -1 if _FALLS.search(words) else 0
