"""What a report says, whatever it is printed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cigu.core.ui import words

from .. import facts, wording
from .. import questionnaire as q
from ..models import Checkup, Finding, PlanMeasure, Reply, VisitRecord


@dataclass(frozen=True)
class FindingLine:
    item: str
    light: str
    light_label: str
    text: str
    need: str
    row: Finding


@dataclass(frozen=True)
class Report:
    checkup: Checkup
    known: facts.Known
    instrument: str
    dimensions: list[wording.DimensionScore]
    total: str
    full: str
    weights_note: str
    level: str
    next_condition: str
    steps: list[str]
    visits: list[VisitRecord]
    findings: list[FindingLine]
    measures: list[PlanMeasure]
    replies: list[Reply]

    @property
    def reply(self) -> Reply | None:
        return self.replies[-1] if self.replies else None


def of(checkup: Checkup) -> Report:
    return Report(
        checkup=checkup, known=facts.known(checkup.enterprise),
        instrument=q.named(q.instrument(checkup.instrument)),
        visits=list(checkup.visits.order_by("visited_on", "pk")),
        findings=[_line(row) for row in current(checkup.findings).select_related("need")],
        measures=list(current(checkup.measures)), replies=list(checkup.replies.all()),
        **_score(checkup),
    )  # fmt: skip


def current(rows: Any) -> Any:
    return rows.filter(retired_on__isnull=True)


def _score(checkup: Checkup) -> dict[str, Any]:
    score, ident = checkup.score, checkup.instrument
    if not score:
        none = dict.fromkeys(("total", "full", "weights_note", "level", "next_condition"), "")
        return {**none, "dimensions": [], "steps": []}
    return {
        "dimensions": wording.dimensions(score, ident),
        "total": wording.total(score),
        "full": words.num(wording.full(ident)),
        "weights_note": wording.weights_note(ident),
        "level": wording.level(score, ident),
        "next_condition": wording.next_condition(score, ident),
        "steps": wording.steps(score, ident),
    }


def _line(row: Finding) -> FindingLine:
    need = row.need.number if row.need else ""
    label = str(row.get_light_display())
    return FindingLine(q.item_label(row.item), row.light, label, row.text, need, row)
