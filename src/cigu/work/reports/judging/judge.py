"""Judge each figure of a text: its indicator, what the records give for it, whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from cigu.core.figures import registry
from cigu.core.figures.registry import Result, registered
from cigu.core.figures.sources import Where
from cigu.engines.basis.periods import Period
from cigu.engines.factcheck import agree, check, link, read
from cigu.engines.factcheck.model import (
    Candidate,
    Figure,
    Finding,
    Judgement,
    Kind,
    Memory,
    Reading,
    Reason,
    Recorded,
    Verdict,
)

from .catalogue import indicators, units
from .grounds import grounds
from .judged import ALARM, Checked, Judged, Told
from .scopes import Places, period_of

PLANNED = {Kind.TARGET, Kind.PROJECTION, Kind.SPECIFICATION}
CULPRIT = {  # the role of the figure that follows from the others
    "sum": "total", "change_by": "by", "points_not_percent": "by", "growth_no_whole_base": "rate",
    "share_no_whole_total": "rate", "share": "rate",
}  # fmt: skip
SURE = 0.6  # of a link: below it a difference proves nothing
YEAR = 300  # days from which a stretch counts as a year
OTHERS = 3  # next candidates that are tried as another definition


def check_text(
    text: str, where: Where, *, memory: Sequence[Memory] = (),
    told: Mapping[tuple[int, int], Told] | None = None,
    step: Callable[[int, int], None] | None = None, judge: Judge | None = None,
) -> Checked:  # fmt: skip
    """Read and judge. ``judge``: one that has asked the records before, for many texts of one
    scope. Raises CiguError “empty” or “too_long”."""
    reading = read(text, period=where.period, territory=where.territory.name_zh)
    findings = tuple(check(reading))
    judge = judge or Judge(where, tuple(memory), told or {})
    judge.spans = spans(reading)
    out, total = [], len(reading.figures)
    for at, figure in enumerate(reading.figures, 1):
        out.append(judge.of(figure))
        if step is not None and (at % 200 == 0 or at == total):
            step(at, total)
    findings += tuple(grounds(reading, findings, out, judge.ask))
    return Checked(reading, tuple(_with_findings(out, reading, findings)), findings)


class Judge:
    """Asks the records once for each indicator, place and period."""

    def __init__(
        self, where: Where, memory: tuple[Memory, ...], told: Mapping[tuple[int, int], Told]
    ) -> None:
        self.where, self.memory, self.told = where, memory, told
        self.places = Places(where)
        self.asked: dict[Any, Result] = {}
        self.spans: list[tuple[int, int, Period]] = []  # years that a paragraph names

    @cached_property
    def indicators(self) -> Any:
        return indicators()

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(item.id for item in self.indicators)

    def of(self, figure: Figure) -> Judged:
        told = self.told.get((figure.start, figure.end))
        if told is not None and told.sort == "skip":
            return Judged(figure, Judgement.CANNOT_BE_JUDGED, (Reason("left_out"),), told=told)
        if figure.kind in PLANNED and not (told and told.indicator):
            reason = Reason("planned", {"kind": figure.kind.value})
            return Judged(figure, Judgement.CANNOT_BE_JUDGED, (reason,), told=told)
        candidates = tuple(link(figure, self.indicators, self.memory))
        indicator, chosen = self._chosen(figure, candidates, told)
        judged = self._against(figure, indicator, candidates)
        if chosen == "engine" and _is_loose(judged, candidates):
            reason = Reason("loose_link", {"indicator": indicator})
            judged = replace(judged, verdict=Judgement.CANNOT_BE_JUDGED,
                             reasons=(reason, *judged.reasons))  # fmt: skip
        return replace(judged, chosen=chosen, candidates=candidates[:5], told=told)

    def _chosen(
        self, figure: Figure, candidates: tuple[Candidate, ...], told: Told | None
    ) -> tuple[str, str]:
        if told is not None and told.sort == "link":
            return told.indicator, "person"
        named = figure.counted.phrase.strip()
        if named in self.known:  # the row of a table that bears the indicator's own number
            return named, "engine"
        if not candidates:
            return "", ""
        remembered = any(reason.code == "remembered" for reason in candidates[0].reasons)
        return candidates[0].indicator, "memory" if remembered else "engine"

    def _against(self, figure: Figure, indicator: str, candidates: tuple[Candidate, ...]) -> Judged:
        if not indicator:
            return Judged(figure, Judgement.NOT_IN_RECORDS, (Reason("no_indicator"),))
        if indicator not in registered():
            reason = Reason("no_room", {"indicator": indicator})
            return Judged(figure, Judgement.NOT_IN_RECORDS, (reason,), indicator)
        place = self.places.of(figure)
        if place is None:
            reason = Reason("unknown_place", {"place": figure.scope.territory})
            return Judged(figure, Judgement.CANNOT_BE_JUDGED, (reason,), indicator)
        kind = registered()[indicator].kind
        where = replace(self.where, territory=place).at(period_of(figure, self._year(figure), kind))
        return self._verdict(figure, indicator, where, candidates)

    def _year(self, figure: Figure) -> Period:
        """What “the year” is here: the one that the paragraph names, else the report's."""
        named = [p for start, end, p in self.spans if start < figure.start < end]
        return named[-1] if named else self.where.period

    def _verdict(
        self, figure: Figure, indicator: str, where: Where, candidates: tuple[Candidate, ...]
    ) -> Judged:
        result = self.ask(indicator, where)
        if result.value is None:
            reason = Reason("record_unknown", {"indicator": indicator})
            return Judged(figure, Judgement.CANNOT_BE_JUDGED, (reason,), indicator, result=result)
        if result.comparator == "≈":  # a share of registers that are not complete bounds nothing
            reason = Reason("register_incomplete", {"recorded": result.value})
            return Judged(figure, Judgement.CANNOT_BE_JUDGED, (reason,), indicator, result=result)
        found = self._agree(figure, recorded(result))
        nearest, reasons = None, found.reasons
        if found.judgement is Judgement.DIFFERS:
            nearest = self._nearest(figure, result, candidates)
            reasons += other_reading(recorded(result), nearest)
        return Judged(figure, found.judgement, reasons, indicator, result=result, nearest=nearest)

    def _agree(self, figure: Figure, own: Recorded) -> Verdict:
        """The records were asked for what the text says, so its period is the record's."""
        return agree(
            figure, own.value, own.unit, comparator=own.comparator, kind=own.kind,
            period=figure.period, territory=own.territory,
        )  # fmt: skip

    def _nearest(
        self, figure: Figure, result: Result, candidates: tuple[Candidate, ...]
    ) -> Recorded | None:
        """The first other reading of the records that would agree; a register that is not
        declared complete hints all the same."""
        where, indicator = result.where, result.figure.id
        for asked in self._others(indicator, where, candidates):
            other = replace(recorded(asked), comparator="=")
            if other.value and self._agree(figure, other).judgement is Judgement.AGREES:
                return other
        return None

    def ask(self, indicator: str, where: Where) -> Result:
        key = (indicator, where.territory.pk, where.period)
        if key not in self.asked:
            self.asked[key] = registry.compute(registered()[indicator], where)
        return self.asked[key]

    def _others(
        self, indicator: str, where: Where, candidates: tuple[Candidate, ...]
    ) -> Iterator[Result]:
        """Other readings that might have been meant: period, scope, definition."""
        for period in other_periods(where.period, self.where.period):
            yield self.ask(indicator, where.at(period))
        for place in self._other_places(where):
            yield self.ask(indicator, replace(where, territory=place))
        for other in [c.indicator for c in candidates if c.indicator != indicator][:OTHERS]:
            if other in registered():
                yield self.ask(other, where)

    def _other_places(self, where: Where) -> Iterator[Any]:
        if where.territory != self.where.territory:
            yield self.where.territory
        elif where.territory.parent is not None:
            yield where.territory.parent
        yield from where.territory.children.order_by("path")


def _is_loose(judged: Judged, candidates: tuple[Candidate, ...]) -> bool:
    """Words that fit an indicator only loosely must not raise a false alarm."""
    loose = bool(candidates) and candidates[0].score < SURE
    return judged.verdict is Judgement.DIFFERS and loose


def spans(reading: Reading) -> list[tuple[int, int, Period]]:
    """Where a paragraph names its year by two days: from there to its end."""
    out = []
    for when in reading.times:
        if when.period is not None and when.period.days >= YEAR and "至" in when.text:
            end = reading.text.find("\n", when.end)
            out.append((when.begin, end if end >= 0 else len(reading.text), when.period))
    return out


def other_periods(asked: Period, own: Period) -> Iterator[Period]:
    """The report's own, the calendar years it touches, and the same length before."""
    last = own.end - timedelta(days=1)
    years = [Period(date(y, 1, 1), date(y + 1, 1, 1)) for y in {own.start.year, last.year}]
    before = Period(own.start - timedelta(days=own.days), own.start)
    for period in (own, *sorted(years), before):
        if period != asked:
            yield period


def recorded(result: Result) -> Recorded:
    item = result.figure
    return Recorded(
        value=result.value, unit=units().get(item.id, ""), comparator=result.comparator,
        kind=item.kind, period=result.where.period, territory=result.where.territory.name_zh,
        definition=item.id, ref=item.id,
    )  # fmt: skip


def other_reading(own: Recorded, nearest: Recorded | None) -> tuple[Reason, ...]:
    """In what the reading that agrees is another one."""
    if nearest is None:
        return ()
    out = []
    if nearest.period != own.period:
        out.append(Reason("agrees_in_other_period", {"period": str(nearest.period)}))
    if nearest.territory != own.territory:
        out.append(Reason("agrees_in_other_scope", {"territory": nearest.territory}))
    if nearest.definition != own.definition:
        out.append(Reason("agrees_by_other_definition", {"definition": nearest.definition}))
    return tuple(out)


def _with_findings(judged: list[Judged], reading: Reading, findings: tuple[Finding, ...]) -> Any:
    """An alarm between figures falls on the one that says what the others do not give."""
    verdicts = {j.figure.id: j.verdict for j in judged}
    mine: dict[int, list[Finding]] = {}
    fallen: dict[int, list[Finding]] = {}
    for finding in findings:
        for ident in finding.figures:
            mine.setdefault(ident, []).append(finding)
        if finding.level == ALARM:
            for ident in falls_on(finding, reading, verdicts):
                fallen.setdefault(ident, []).append(finding)
    for one in judged:
        alarms = fallen.get(one.figure.id, [])
        verdict = Judgement.INCONSISTENT if alarms else one.verdict
        reasons = (*(Reason(f.code, f.params) for f in alarms), *one.reasons)
        found = tuple(mine.get(one.figure.id, ()))
        yield replace(one, verdict=verdict, reasons=reasons, findings=found)


def falls_on(
    finding: Finding, reading: Reading, verdicts: Mapping[int, Judgement]
) -> tuple[int, ...]:
    """Not on a figure that the records bear out, nor on one that differs from them already. If
    the records bear out all of them, on all: then the records contradict each other too."""
    known = [i for i in finding.figures if i in verdicts]
    if all(verdicts[i] is Judgement.AGREES for i in known):
        return tuple(known)
    undecided = [
        i for i in known if verdicts[i] not in (Judgement.AGREES, Judgement.DIFFERS)
    ]  # fmt: skip
    role = CULPRIT.get(finding.code, "")
    for relation in reading.relations:
        if role and relation.figures == finding.figures:
            named = [i for i in relation.of(role) if i in undecided]
            return tuple(named or undecided)
    return tuple(undecided)
