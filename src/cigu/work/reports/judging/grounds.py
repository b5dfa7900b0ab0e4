"""What the records add to what stands between figures: a stock before, the county of a place, what
two counts have in common. Where no register could tell, that is said, with what would decide it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from cigu.core.figures.registry import Result, compute_rows
from cigu.core.figures.sources import Where
from cigu.core.places.models import Territory
from cigu.engines.basis.periods import Period
from cigu.engines.factcheck.model import Figure, Finding, Judgement, Reading

from .judged import Judged

NAMED = re.compile("[县区市旗]([^县区市旗，。、；：（）\\s]{1,6}?(?:镇|乡|苏木|街道))")
Ask = Callable[[str, Where], Result]
# A claim that all of a material is worked up where it comes from.
ALL_LOCAL = re.compile(
    "(?:全部|百分之百|100%|１００％)[^，。；！？\\n]{0,4}(?:就地|本地|当地|在地)"
    "[^，。；！？\\n]{0,4}(?:转化|消化|加工|利用)"
    "|(?:就地|本地|当地)[^，。；！？\\n]{0,4}(?:转化|加工|利用)率[^，。；！？\\n]{0,3}(?:100%|百分之百)"
)
BORNE = (Judgement.AGREES, Judgement.DIFFERS)  # verdicts that rest on a sure link to records
LONGEST = 8  # characters of a territory's name that are looked for before a town's


def grounds(
    reading: Reading, findings: Iterable[Finding], judged: Iterable[Judged], ask: Ask
) -> Iterator[Finding]:
    judged = list(judged)
    results = {j.figure.id: j.result for j in judged if j.result is not None}
    borne = {j.figure.id: j.result for j in judged if j.result is not None and j.verdict in BORNE}
    for finding in findings:
        if finding.code == "stock_before":
            yield from _stock(finding, [results[i] for i in finding.figures if i in results], ask)
        elif finding.code == "may_overlap":
            yield _overlap(reading, finding, borne)
    yield from _flows(reading)
    yield from _places(reading)


def _overlap(reading: Reading, finding: Finding, borne: Mapping[int, Result]) -> Finding:
    """One thing may stand in several counts: how many do, where each count has its records."""
    missing = [reading.figure(i) for i in finding.figures if i not in borne]
    if missing:
        told = "、".join(f"{f.text}（{f.counted.phrase}）" for f in missing)
        return Finding("overlap_not_recorded", "note", finding.figures, {"missing": told})
    asked = [borne[i] for i in finding.figures]
    counted = [
        {(row.object_type, row.uid) for row in compute_rows(r.figure, r.where).rows} for r in asked
    ]
    total, distinct = sum(map(len, counted)), len(set().union(*counted))
    told_of = {"total": total, "distinct": distinct, "shared": total - distinct}
    return Finding("overlap_counted", "note", finding.figures, told_of)


def _flows(reading: Reading) -> Iterator[Finding]:
    """No register holds what leaves a place unprocessed, so such a claim is neither right nor wrong
    here."""
    for match in ALL_LOCAL.finditer(reading.text):
        figures = tuple(f.id for f in reading.figures if _same_sentence(f, match.start()))
        yield Finding("flows_not_recorded", "note", figures, {"claim": match[0]})


def _stock(finding: Finding, results: Iterable[Result], ask: Ask) -> Iterator[Finding]:
    """“5 new, 13 in all” leaves 8 before only if none was lost: the records say what there was."""
    stocks = [result for result in results if result.figure.kind == "stock"]
    if len(stocks) != 1:
        return
    where = stocks[0].where
    start = where.period.start
    found = ask(stocks[0].figure.id, where.at(Period(start - timedelta(days=1), start)))
    before = Decimal(finding.params["before"])
    if found.value is None or not (found.comparator == "=" or found.value > before):
        return  # a register that is not declared complete proves only that there were more
    code = "stock_before_borne_out" if found.value == before else "stock_before_differs"
    told = {"recorded": found.value, "before": before}
    yield Finding(code, "note", finding.figures, told)


def _places(reading: Reading) -> Iterator[Finding]:
    """A town that the text puts in one county, city or province and the records in another."""
    found = [(m, m.start() + 1) for m in NAMED.finditer(reading.text)]
    homes = _homes({m[1] for m, _at in found})
    before = {until: reading.text[max(0, until - LONGEST) : until] for _m, until in found}
    known = _names({text[at:] for text in before.values() for at in range(len(text) - 1)})
    for match, until in found:
        stated = max((n for n in known if before[until].endswith(n)), key=len, default="")
        above = homes.get(match[1], [])
        if stated and above and not any(stated in names for names in above):
            figures = tuple(f.id for f in reading.figures if _same_sentence(f, until))
            told = {"place": match[1], "stated": stated, "recorded": above[0][0]}
            yield Finding("place_elsewhere", "note", figures, told)


def _homes(towns: set[str]) -> dict[str, list[list[str]]]:
    """For each town of that name, the names of all places above it, the nearest first."""
    out: dict[str, list[list[str]]] = {}
    rows = Territory.objects.filter(name_zh__in=towns, level=Territory.Level.TOWN)
    for row in rows:
        above, place = [], row.parent
        while place is not None:
            above.append(place.name_zh)
            place = place.parent
        out.setdefault(row.name_zh, []).append(above)
    return out


def _names(ends: set[str]) -> set[str]:
    return set(Territory.objects.filter(name_zh__in=ends).values_list("name_zh", flat=True))


def _same_sentence(figure: Figure, at: int) -> bool:
    return figure.sentence.start <= at <= figure.sentence.end
