"""What is said of a text and of each figure in it."""

from __future__ import annotations

from dataclasses import dataclass

from cigu.core.figures.registry import Result
from cigu.engines.factcheck.model import (
    Candidate,
    Figure,
    Finding,
    Judgement,
    Reading,
    Reason,
    Recorded,
)

ALARM = "alarm"  # the level of a finding that cannot be right


@dataclass(frozen=True)
class Told:
    """What a person decided of the figure at this place."""

    sort: str
    indicator: str
    text: str


@dataclass(frozen=True)
class Judged:
    """One figure with its verdict. ``result`` is what the records gave, where they were asked."""

    figure: Figure
    verdict: Judgement
    reasons: tuple[Reason, ...] = ()
    indicator: str = ""
    chosen: str = ""  # engine, memory, person
    candidates: tuple[Candidate, ...] = ()
    result: Result | None = None
    nearest: Recorded | None = None
    findings: tuple[Finding, ...] = ()
    told: Told | None = None


@dataclass(frozen=True)
class Checked:
    reading: Reading
    figures: tuple[Judged, ...]
    findings: tuple[Finding, ...]

    def tally(self) -> dict[str, int]:
        found = [judged.verdict.value for judged in self.figures]
        return {verdict.value: found.count(verdict.value) for verdict in Judgement}
