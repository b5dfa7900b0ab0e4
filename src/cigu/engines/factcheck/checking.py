"""The arithmetic between the figures of one report: alarms and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from cigu.engines.factcheck import coefficients, ranks
from cigu.engines.factcheck.agreeing import supports
from cigu.engines.factcheck.lexicon import CLASSES
from cigu.engines.factcheck.model import Figure, Finding, Kind, Param, Reading, Relation
from cigu.engines.factcheck.notes import notes
from cigu.engines.factcheck.sameness import said_twice, two_units

HUNDRED = Decimal(100)
ONE = Decimal(1)
LARGEST_TOTAL = 100_000  # whole totals are looked for up to here; beyond, every share has one
# Where more than all cannot be; a plan may be done to 107 %.
_OF_WHOLE: Final = re.compile("占|合格|优良|纯度|覆盖|满意|比重|含量|回收|收率|普及|办结|良品")
_OTHER_BASIS: Final = re.compile("口径|可比|不变价")  # the base is not the value of the year before
_IS_MEAN: Final = re.compile("[均每率比]")
_UP: Final = frozenset(CLASSES["change_up"])
_DOWN: Final = frozenset(CLASSES["change_down"])


def check(reading: Reading) -> list[Finding]:
    """What follows from the figures of the text alone, in the order of the text.

    Alarms: change_by, change_direction, points_not_percent, growth_no_whole_base,
    share_no_whole_total, share, share_over_whole, part_over_total, parts_over_total, sum,
    threshold_not_passed, respective_count, coefficient_out_of_bounds, same_measure_two_units,
    said_twice, not_whole, rank_over_total, rank_before_first. Notes: change, growth_base,
    share_total, remainder, stock_before, coefficient_fits, sum_of_two, ratio, per_unit, mean,
    demand_and_supply, may_overlap, ambiguous_multiple, change_by_rounding, sum_fits, rank_change,
    rank_before.
    """
    found: list[Finding] = []
    for relation in reading.relations:
        rule = _RULES.get(relation.sort)
        if rule is not None:
            found.extend(rule(reading, relation))
    for figure in reading.figures:
        found.extend(_alone(figure))
    found.extend(two_units(reading))
    found.extend(said_twice(reading))
    found.extend(notes(reading, found))
    return sorted(found, key=lambda f: (min(f.figures), f.level, f.code))


def _finding(code: str, level: str, relation: Relation, **told: Param) -> Finding:
    return Finding(code, level, relation.figures, told)


def _half(*figures: Figure) -> Decimal:
    return sum((f.quantity.step / 2 for f in figures), Decimal(0))


def _is_exact(figure: Figure) -> bool:
    return figure.comparator == "=" and figure.value_to is None


def _change(reading: Reading, relation: Relation) -> Iterator[Finding]:
    before, after = (reading.figure(relation.of(r)[0]) for r in ("before", "after"))
    if after.kind is Kind.RANK:
        yield from ranks.changed(reading, relation)
        return
    difference = after.value - before.value
    ratio = difference / before.value * HUNDRED if before.value else Decimal(0)
    yield _finding("change", "note", relation, difference=difference, percent=_two(ratio))
    action = after.counted.action
    told = _is_exact(before) and difference and (action in _UP or action in _DOWN)
    if told and (difference > 0) != (action in _UP):
        yield _finding("change_direction", "alarm", relation, difference=difference)
    by = relation.of("by")
    if not by or not (_is_exact(before) and _is_exact(after)):
        return
    stated = reading.figure(by[0])
    size = -difference if stated.falls else difference
    whole = all(map(_is_whole, (before, after, stated)))
    slack = Decimal(0) if whole else _half(before, after, stated)
    if before.quantity.measure.dimension == "share":
        yield from _points(relation, stated, size, slack)
    elif stated.unit == "%":
        low, high = _growth_range(before, after)
        sign = -1 if stated.falls else 1
        ends = sorted((sign * low, sign * high))
        half = stated.quantity.step / 2
        if not ends[0] - half <= stated.value <= ends[1] + half:
            yield _finding("change_by", "alarm", relation, stated=stated.value,
                           computed=_two(sign * ratio))  # fmt: skip
    elif stated.unit == after.unit and abs(stated.value - size) > slack:
        yield _finding("change_by", "alarm", relation, stated=stated.value, computed=size)


def _points(relation: Relation, stated: Figure, size: Decimal, slack: Decimal) -> Iterator[Finding]:
    """A difference of two shares is told in points; 提高5.3% of 41.1% would be 43.3%."""
    fits = abs(stated.value - size) <= slack
    if stated.unit == "%" and fits:
        yield _finding("points_not_percent", "alarm", relation, stated=stated.value)
    elif stated.unit == "百分点" and not fits:
        yield _finding("change_by", "alarm", relation, stated=stated.value, computed=size)
    elif stated.unit == "百分点" and stated.value != size:
        yield _finding("change_by_rounding", "note", relation, stated=stated.value, computed=size)


def _growth_range(before: Figure, after: Figure) -> tuple[Decimal, Decimal]:
    b, a = before.quantity.step / 2, after.quantity.step / 2
    if before.quantity.measure.dimension == "count" and before.quantity.step == 1:
        b = a = Decimal(0)
    low = (after.value - a) / (before.value + b) - 1 if before.value + b else Decimal(0)
    high = (after.value + a) / (before.value - b) - 1 if before.value > b else low
    return low * HUNDRED, high * HUNDRED


def _growth(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """1892 after a growth of 74.38 % were 1085: the only whole number that gives it."""
    value, rate = (reading.figure(relation.of(r)[0]) for r in ("value", "rate"))
    if rate.unit != "%" or not _is_exact(rate) or value.value_to is not None:
        return
    if relation.of("by"):
        yield from _increase(relation, value, reading.figure(relation.of("by")[0]), rate)
        return
    percent = -rate.value if rate.falls else rate.value
    half = rate.quantity.step / 2
    if percent - half <= -HUNDRED:
        if percent < -HUNDRED:
            yield _finding("change_by", "alarm", relation, stated=rate.value, computed=HUNDRED)
        return
    whole = _is_whole(value)
    v = Decimal(0) if whole else value.quantity.step / 2
    low = (value.value - v) / (ONE + (percent + half) / HUNDRED)
    high = (value.value + v) / (ONE + (percent - half) / HUNDRED)
    told: dict[str, Param] = {"low": low, "high": high,
                              "base": value.value / (ONE + percent / HUNDRED)}  # fmt: skip
    if whole and _is_exact(value):
        first, last = _whole_between(low, high)
        if first > last and not _OTHER_BASIS.search(rate.clause):
            yield Finding("growth_no_whole_base", "alarm", relation.figures, told)
            return
        told |= {"first": first, "last": last} if first <= last else {}
    yield Finding("growth_base", "note", relation.figures, told)


def _increase(relation: Relation, value: Figure, by: Figure, rate: Figure) -> Iterator[Finding]:
    """企业118家，比上年增加12家，增长11.3%: 12 of 106 before."""
    sign = -1 if by.falls else 1
    before = value.value - sign * by.value
    if before <= 0 or not (_is_exact(value) and _is_exact(by)):
        return
    slack = Decimal(0) if _is_whole(value) and _is_whole(by) else _half(value, by)
    least, most = before - slack, before + slack
    half, own = rate.quantity.step / 2, Decimal(0) if _is_whole(by) else by.quantity.step / 2
    low = (by.value - own) / most * HUNDRED - half
    high = (by.value + own) / least * HUNDRED + half if least > 0 else rate.value
    if not low <= rate.value <= high and not _OTHER_BASIS.search(rate.clause):
        yield _finding("change_by", "alarm", relation, stated=rate.value,
                       computed=_two(by.value / before * HUNDRED))  # fmt: skip
    else:
        yield _finding("growth_base", "note", relation, base=before, low=least, high=most)


def _is_whole(figure: Figure) -> bool:
    return figure.quantity.measure.dimension == "count" and figure.quantity.step == 1


def _whole_between(low: Decimal, high: Decimal) -> tuple[int, int]:
    return int(low.to_integral_value(ROUND_CEILING)), int(high.to_integral_value(ROUND_FLOOR))


def _share(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """23 of a total that makes 29 %: the total is 78 to 80. For counts it must be whole."""
    part, rate = (reading.figure(relation.of(r)[0]) for r in ("part", "rate"))
    if rate.value <= 0 or rate.unit != "%" or part.value_to is not None:
        return
    half = rate.quantity.step / 2 if _is_exact(rate) else Decimal(0)
    p = Decimal(0) if _is_whole(part) else part.quantity.step / 2
    low = (part.value - p) * HUNDRED / (rate.value + half)
    high = (part.value + p) * HUNDRED / (rate.value - half)
    told: dict[str, Param] = {"low": low, "high": high, "comparator": rate.comparator}
    given = relation.of("total")
    if given:
        yield from _share_of(reading.figure(given[0]), part, rate, relation)
        return
    if _is_whole(part) and _is_exact(part) and _is_exact(rate):
        first, last = _whole_between(low, high)
        told |= {"first": first, "last": last}
        if first > last and high < LARGEST_TOTAL:
            yield Finding("share_no_whole_total", "alarm", relation.figures, told)
            return
    yield Finding("share_total", "note", relation.figures, told)


def _share_of(total: Figure, part: Figure, rate: Figure, relation: Relation) -> Iterator[Finding]:
    if not total.value or not (_is_exact(total) and _is_exact(part)):
        return
    computed = part.value / total.value * HUNDRED
    if not supports(rate.quantity, computed):
        yield _finding("share", "alarm", relation, stated=rate.value, computed=_two(computed))


def _parts(reading: Reading, relation: Relation) -> Iterator[Finding]:
    total = reading.figure(relation.of("total")[0])
    parts = [reading.figure(i) for i in relation.of("part")]
    if total.comparator not in ("=", "≤", "<") and total.comparator != "≈":
        return
    over = [p for p in parts if p.value > total.value + _half(p, total)]
    if over and total.comparator != "≈":
        yield Finding("part_over_total", "alarm", (total.id, over[0].id),
                      {"part": over[0].value, "total": total.value})  # fmt: skip
        return
    together = sum((p.value for p in parts), Decimal(0))
    if len(parts) > 1 and all(map(_is_exact, (*parts, total))):
        rest = total.value - together
        slack = Decimal(0) if _is_whole(total) else _half(*parts, total)
        if rest < -slack:
            yield _finding("parts_over_total", "alarm", relation, sum=together, total=total.value)
        else:
            yield _finding("remainder", "note", relation, sum=together, total=total.value,
                           rest=rest)  # fmt: skip


def _sum(reading: Reading, relation: Relation) -> Iterator[Finding]:
    total = reading.figure(relation.of("total")[0])
    parts = [reading.figure(i) for i in relation.of("part")]
    together = sum((p.value for p in parts), Decimal(0))
    if not all(map(_is_exact, parts)) or not _is_exact(total):
        return
    fine = min(p.quantity.step for p in (*parts, total))
    slack = Decimal(0) if total.quantity.step == fine else total.quantity.step / 2
    if abs(total.value - together) > slack:
        yield _finding("sum", "alarm", relation, stated=total.value, computed=together)
    else:
        yield _finding("sum_fits", "note", relation, stated=total.value, computed=together)


def _added(reading: Reading, relation: Relation) -> Iterator[Finding]:
    """13 after 5 were added: 8 before, if none was lost."""
    added, total = (reading.figure(relation.of(r)[0]) for r in ("added", "total"))
    if not (_is_exact(added) and _is_exact(total)):
        return
    if added.value > total.value:
        yield _finding("part_over_total", "alarm", relation, part=added.value, total=total.value)
    else:
        yield _finding("stock_before", "note", relation, before=total.value - added.value)


def _passed(reading: Reading, relation: Relation) -> Iterator[Finding]:
    threshold, value = (reading.figure(relation.of(r)[0]) for r in ("threshold", "value"))
    if value.comparator in ("=", "<", "≤", "≈") and value.value <= threshold.value:
        yield _finding("threshold_not_passed", "alarm", relation, threshold=threshold.value,
                       value=value.value)  # fmt: skip


def _respective(reading: Reading, relation: Relation) -> Iterator[Finding]:
    if len(relation.names) != len(relation.figures):
        yield _finding("respective_count", "alarm", relation, names=len(relation.names),
                       figures=len(relation.figures))  # fmt: skip


_Rule = Callable[[Reading, Relation], Iterator[Finding]]
_RULES: Final[dict[str, _Rule]] = {
    "change": _change, "growth": _growth, "share": _share, "parts": _parts, "sum": _sum,
    "added": _added, "passed": _passed, "respective": _respective, "needs": coefficients.needs,
    "moved": ranks.moved, "among": ranks.among,
}  # fmt: skip


def _alone(figure: Figure) -> Iterator[Finding]:
    """What one figure cannot be."""
    whole = figure.kind is Kind.SHARE and figure.unit == "%" and _OF_WHOLE.search(figure.clause)
    if whole and figure.value > HUNDRED:
        yield Finding("share_over_whole", "alarm", (figure.id,), {"value": figure.value})
    count = figure.quantity.measure.dimension == "count"
    words = re.split("[，。；：]", figure.nearby)[-1] + figure.clause
    mean = figure.kind is Kind.SPECIFICATION or figure.quantity.per or _IS_MEAN.search(words)
    if count and not mean and figure.value != figure.value.to_integral_value():
        yield Finding("not_whole", "alarm", (figure.id,), {"value": figure.value})


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
