"""What the records add to what stands between figures: a stock before, the county of a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from cigu.core.figures.registry import Result
from cigu.core.figures.sources import Where
from cigu.core.places.models import Territory
from cigu.engines.basis.periods import Period
from cigu.engines.factcheck.model import Figure, Finding, Reading

from .judged import Judged

NAMED = re.compile("[县区市旗]([^县区市旗，。、；：（）\\s]{1,6}?(?:镇|乡|苏木|街道))")
Ask = Callable[[str, Where], Result]
LONGEST = 8  # characters of a territory's name that are looked for before a town's


def grounds(
    reading: Reading, findings: Iterable[Finding], judged: Iterable[Judged], ask: Ask
) -> Iterator[Finding]:
    results = {j.figure.id: j.result for j in judged if j.result is not None}
    for finding in findings:
        if finding.code == "stock_before":
            yield from _stock(finding, [results[i] for i in finding.figures if i in results], ask)
    yield from _places(reading)


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
