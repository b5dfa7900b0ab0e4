"""What an erasure will do, or did, in words: field by field, with the law where one keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cigu.core.personal.register import Subject, holdings, retentions
from cigu.core.personal.words import Fate

from .erasing import FROZEN
from .holdings import Line, lines
from .words import POINTS, title_of


@dataclass(frozen=True)
class Told:
    place: str
    label: str
    look: str
    word: str
    why: str
    count: int
    points: bool = False  # only a number that leads to the person


def told(outcome: Iterable[dict[str, Any]]) -> list[Told]:
    """From what is kept with a request that was carried out."""
    known = {r.code: r for r in retentions()}
    return [_told(row, known) for row in outcome]


def _told(row: dict[str, Any], known: dict[str, Any]) -> Told:
    holding = holdings().get(row["model"])
    field = holding.field(row["field"]) if holding else None
    label = Line(holding, field, [], 0).label if holding and field else row["field"]
    place = title_of(row["model"])
    if field is not None and field.is_link and row["fate"] == Fate.KEEP:
        return Told(str(POINTS), place, "end", str(Fate.KEEP.label), str(field.why), row["count"],
                    points=True)  # fmt: skip
    if row["fate"] == FROZEN:
        kept = known.get(row["law"])
        why = f"{kept.text} {kept.law}" if kept else row["law"]
        return Told(place, label, "warn", _("frozen, only stored"), why, row["count"])
    why = str(field.why) if field is not None and row["fate"] == Fate.KEEP else ""
    look = "end" if row["fate"] == Fate.KEEP else "ok"
    return Told(place, label, look, str(Fate(row["fate"]).label), why, row["count"])


def foreseen(subject: Subject) -> list[Told]:
    """What would become of each field if it were carried out now."""
    known = {r.code: r for r in retentions()}
    kept = next((r.code for r in known.values() if r.holds(subject)), "")
    out = []
    for line in lines(subject):
        fate = FROZEN if line.told.retained and kept else str(line.told.fate)
        if line.holding.deleted:
            fate = str(Fate.ERASE)
        row = {"model": line.holding.model, "field": line.told.name, "fate": fate,
               "law": kept, "count": line.count}  # fmt: skip
        out.append(_told(row, known))
    return out


def summed(rows: list[Told]) -> list[Told]:
    """One line for each table, fate and reason: fields side by side; what only points to the
    person stands in one line for all tables."""
    found: dict[tuple[str, str, str], list[Told]] = {}
    for row in sorted(rows, key=lambda r: r.points):
        found.setdefault((row.place, row.word, row.why), []).append(row)
    return [
        Told(place, ", ".join(dict.fromkeys(capfirst(r.label) for r in group)), group[0].look,
             word, why, max(r.count for r in group))
        for (place, word, why), group in found.items()
    ]  # fmt: skip
