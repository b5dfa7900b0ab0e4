"""From checkup to cooperation: the steps with their rates, and where things stand still."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.figures.sources import Where
from cigu.core.ui.words import num, percent
from cigu.faces.yearbook.evidence import place, query
from cigu.faces.yearbook.lines import Line


@dataclass(frozen=True)
class Stage:
    """One figure as a step shows it: the published value stays, the computed one beside it."""

    id: str
    label: str
    sub: str
    unit: str
    value: Decimal | None
    computed: str  # only where it is not what is shown
    look: str
    url: str


@dataclass(frozen=True)
class Step:
    stages: list[Stage] = field(default_factory=list)

    @property
    def is_pair(self) -> bool:
        return len(self.stages) > 1


class Funnel:
    """Built from the lines of the yearbook, so that desk and yearbook cannot disagree."""

    def __init__(self, lines: dict[str, Line], where: Where) -> None:
        self.lines, self.where = lines, where

    @property
    def place(self) -> str:
        return place(self.where)

    @property
    def is_synthetic(self) -> bool:
        results = [self.lines[i].result for i in ("A-19", "A-20", "A-21", "A-22", "A-23")]
        return any(r is not None and r.basis in ("synthetic", "both") for r in results)

    @property
    def steps(self) -> list[Step]:
        issued = _("enterprises with an issued report")
        each = self.rate("A-20", "A-19", _("%(n)s per enterprise"))
        per_need = _("distinct, %(n)s per need")
        teams, experts = (self.rate(top, "A-20", per_need) for top in ("A-21", "A-22"))
        return [
            Step([self.stage("A-19", _("Checkups completed"), issued)]),
            Step([self.stage("A-20", _("Needs accepted"), each)]),
            Step([self.stage("A-21", _("Teams matched"), teams),
                  self.stage("A-22", _("Experts matched"), experts)]),
            Step([self.stage("A-23", _("Cooperations reached"), self.reached())]),
        ]  # fmt: skip

    def stage(self, ident: str, label: str, sub: str) -> Stage:
        line = self.lines[ident]
        value = shown(line)
        computed = line.computed_text if value != line.computed else ""
        url = f"{reverse('yearbook:index')}?{query(self.where)}&fig={ident}"
        return Stage(ident, label, sub, line.unit, value, computed, line.look, url)

    def rate(self, top: str, bottom: str, words: str) -> str:
        """Of what is shown, so that a reader can do the sum."""
        found = ratio(shown(self.lines[top]), shown(self.lines[bottom]))
        return words % {"n": num(found, 2)} if found is not None else ""

    def reached(self) -> str:
        found = ratio(shown(self.lines["A-23"]), shown(self.lines["A-20"]))
        if found is None:
            return _("contract signed")
        return _("contract signed, %(share)s of needs") % {"share": percent(found)}

    @property
    def apart(self) -> Stage:
        """Cooperations of the supply side are no step of this way."""
        return self.stage("A-26", "", "")


def shown(line: Line) -> Decimal | None:
    """The published value where it was published for this scope, else the computed one."""
    return line.published if line.compared and line.published is not None else line.computed


def ratio(top: Decimal | None, bottom: Decimal | None) -> Decimal | None:
    return top / bottom if top is not None and bottom else None
