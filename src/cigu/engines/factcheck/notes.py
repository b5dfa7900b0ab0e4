"""What follows from figures that stand together, for a reader to know: sums, means, ratios."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final

from cigu.engines.factcheck.coefficients import base, coefficient_of
from cigu.engines.factcheck.lexicon import CLASSES
from cigu.engines.factcheck.model import Figure, Finding, Kind, Reading

_PUBLIC: Final = re.compile(r"财政|专项资金|专项经费|中央|国家|自治区|省级|市级|补助|奖补|引导资金")
_OWN: Final = re.compile(r"自筹|配套|社会资本|企业投入|社会投资|撬动|带动")
_BUILT: Final = frozenset(CLASSES["built"])
_BUILDS: Final = re.compile(r"^(?:共|已)?(?:建设|建|安装|配备|投放|布设|设)(?:了|成|有)")
_MANY_FOLD: Final = ("中试线", "生产线", "项目", "课题")
_THINGS: Final = frozenset("个面辆块台套座支艘架处组只")
# The course of bringing firms and researchers together; each stage is counted per one before it.
_COURSES: Final = (
    (re.compile("体检|诊断|走访|摸排|调研"), re.compile("需求|难题|问题"), re.compile("团队"),
     re.compile("合作|签约|协议")),
    (re.compile("成果"), re.compile("合作|签约|协议|转化")),
)  # fmt: skip
_DEMAND = re.compile(r"需求量|需求")
_SUPPLY = re.compile(r"产量|产能|供应|供给")


def notes(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """Notes on neighbouring figures; `found` are the findings from relations."""
    for group in _sentences(reading):
        yield from _funds(group)
        yield from _course(group)
        yield from _built(group)
        yield from _mean(group)
    yield from _gap(reading, found)
    yield from _overlaps(reading)
    for figure in reading.figures:
        if (
            figure.unit == "倍"
            and figure.kind is Kind.GROWTH
            and figure.quantity.sort == "multiple"
        ):
            yield Finding("ambiguous_multiple", "note", (figure.id,),
                          {"times": figure.value, "or_times": figure.value + 1})  # fmt: skip


def _overlaps(reading: Reading) -> Iterator[Finding]:
    """101, 14 and 15 projects, 18 lines planned and 15 built: one thing may be in several, so they
    are not added up."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in reading.figures:
        phrase = figure.counted.phrase.rstrip("”’」")
        word = next((w for w in _MANY_FOLD if phrase.endswith(w)), "")
        if word and figure.quantity.measure.dimension == "count" and figure.kind is not Kind.RANK:
            groups.setdefault((word, figure.unit), []).append(figure)
    for (word, _), group in groups.items():
        if len({(f.counted.phrase, f.counted.action, f.value) for f in group}) > 1:
            idents = tuple(f.id for f in group)
            yield Finding("may_overlap", "note", idents, {"of": word, "figures": len(group)})


def _sentences(reading: Reading) -> Iterator[list[Figure]]:
    groups: dict[tuple[int, int], list[Figure]] = {}
    for figure in reading.figures:
        key = (figure.sentence.start, figure.sentence.end)
        groups.setdefault(key, []).append(figure)
    yield from groups.values()


def _exact(figure: Figure) -> bool:
    return figure.comparator == "=" and figure.value_to is None


def _funds(group: list[Figure]) -> Iterator[Finding]:
    """Public money and the firms' own: together, and how much one yuan of it brought."""
    for one, other in pairwise(group):
        money = one.unit == other.unit == "元" and _exact(one) and _exact(other)
        if not money or not one.value or not _OWN.search(other.counted.phrase + other.clause):
            continue
        if _PUBLIC.search(one.counted.phrase) and not _OWN.search(one.counted.phrase):
            told = {"sum": one.value + other.value, "lever": _two(other.value / one.value)}
            yield Finding("sum_of_two", "note", (one.id, other.id), told)


def _course(group: list[Figure]) -> Iterator[Finding]:
    """85 checkups, 71 needs, 45 teams, 32 cooperations: each stage per one of the stage before it
    that it rests on. Teams and cooperations rest on needs."""
    counts = [f for f in group if f.quantity.measure.dimension == "count" and _exact(f)]
    rest = counts
    for course in _COURSES:
        stages: list[Figure] = []
        for stage in course:
            hit = next((f for f in rest if stage.search(_about(f))), None)
            if hit is None:
                break
            stages.append(hit)
            rest = [f for f in rest if f.id > hit.id]
        if len(stages) < 2:
            rest = counts
            continue
        for i, later in enumerate(stages[1:], 1):
            earlier = stages[0] if i == 1 or len(stages) == 2 else stages[1]
            if earlier.value:
                yield Finding("ratio", "note", (earlier.id, later.id),
                              {"ratio": _two(later.value / earlier.value)})  # fmt: skip


def _about(figure: Figure) -> str:
    return figure.counted.phrase


def _built(group: list[Figure]) -> Iterator[Finding]:
    """6 sites, 8 cabinets, 64 vehicles, 128 batteries for 1.01 million: things per thing."""
    things = [f for f in group if f.unit in _THINGS and _is_built(f) and _exact(f) and f.value]
    if len(things) < 3:
        return
    for one, other in combinations(things[:4], 2):
        yield Finding("per_unit", "note", (one.id, other.id),
                      {"ratio": _two(other.value / one.value)})  # fmt: skip
    for money in group:
        if money.unit == "元" and _exact(money) and money.id < things[0].id:
            for one in things[:4]:
                yield Finding("mean", "note", (money.id, one.id),
                              {"mean": _two(money.value / one.value)})  # fmt: skip


def _is_built(figure: Figure) -> bool:
    return figure.counted.action in _BUILT or bool(_BUILDS.search(figure.clause))


def _mean(group: list[Figure]) -> Iterator[Finding]:
    """1892 contracts for 7.292 billion: so much for one, where both are of the same thing."""
    for count in group:
        if count.quantity.measure.dimension != "count" or not _exact(count) or not count.value:
            continue
        if count.unit not in ("项", "件", "笔", "宗", "单") or len(count.counted.phrase) < 3:
            continue
        thing = count.counted.phrase[-4:]
        for money in group:
            about = money.counted.phrase
            if money.unit == "元" and _exact(money) and thing in about and "额" in about:
                yield Finding("mean", "note", (money.id, count.id),
                              {"mean": _two(money.value / count.value)})  # fmt: skip


def _gap(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """A gap that exists only with a factor that cannot be: demand by the physical factor beside the
    supply that the paragraph states."""
    doubted = {
        reading.figure(i).paragraph
        for f in found if f.code == "coefficient_out_of_bounds" for i in f.figures
    }  # fmt: skip
    for paragraph in sorted(doubted):
        group = [f for f in reading.figures if f.paragraph == paragraph]
        demands = [f for f in group if _DEMAND.search(f.counted.phrase)]
        supplies = [f for f in group if _SUPPLY.search(f.counted.phrase) and f.unit]
        for demand in demands:
            for supply in supplies:
                bounds = coefficient_of(supply, demand.quantity.measure.dimension)
                if bounds is None:
                    continue
                top = (demand.value_to or demand.value) * demand.quantity.measure.factor
                low, high = base(demand) * bounds.low, top * bounds.high
                factor = supply.quantity.measure.factor
                yield Finding("demand_and_supply", "note", (demand.id, supply.id), {
                    "material": bounds.material, "low": low / factor, "high": high / factor,
                    "supply": supply.value, "unit": supply.unit,
                })  # fmt: skip


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
