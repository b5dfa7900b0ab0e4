"""Dates and stretches of time in a text, kept apart from its quantities.

A year that the text does not repeat (6月8日, 4月末, 去年) is taken from the last full date before
it, else from the period the report is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from cigu.engines.basis.periods import Period
from cigu.engines.factcheck.glyphs import DIGITS
from cigu.engines.factcheck.grammar import PATTERNS, alternatives, pattern
from cigu.engines.factcheck.model import When

_N: Final = PATTERNS["n"][0]
_YEAR: Final = PATTERNS["year"][0]
_PATTERN: Final = alternatives("time")
_BEFORE = (("截至", "until"), ("截止", "until"), ("到", "by"), ("至", "by"), ("自", "since"))
_AFTER: Final = pattern("time_behind")


def number(text: str) -> int:
    """A small number in Arabic or Chinese: 12, 十二, 二零二四."""
    if text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def times(text: str, period: Period | None = None) -> list[When]:
    """Every date and stretch of time in folded `text`, from left to right."""
    out: list[When] = []
    year = period.start.year if period else None
    last = (period.end - timedelta(days=1)).year if period else None
    for found in _PATTERN.finditer(text):
        name = str(found.lastgroup)
        if name in ("lastyears", "monthonly", "months") and _is_no_time(text, found):
            continue
        span = _SPANS[name](found[0], year, last)
        sort, end = _sort(text, found.start(), found.end(), name)
        out.append(When(found.start(), end, text[found.start() : end], sort, span))
        if span is not None and name in ("full", "year", "month", "days"):
            year = last = span.start.year
    return out


def _is_no_time(text: str, found: re.Match[str]) -> bool:
    """前3年 is a stretch only where a year can be meant; 3-5月 wants months up to twelve."""
    if found.lastgroup == "lastyears":
        return not (found[0].startswith(("近", "过去", "最近")) or found[0].endswith(("来", "间")))
    months = re.findall(_N, re.sub(_YEAR, "", found[0]))
    return not months or any(not 1 <= number(m) <= 12 for m in months)


def _sort(text: str, start: int, end: int, name: str) -> tuple[str, int]:
    after = _AFTER.match(text, end) if name in ("full", "year", "month", "monthonly") else None
    if after:
        return str(after.lastgroup), after.end()
    before = text[max(0, start - 2) : start]
    for word, sort in _BEFORE:
        if before.endswith(word) and not before.endswith(("达到", "得到", "受到", "直至")):
            return sort, end
    if text[end - 1] in "末底" and name in ("month", "monthonly", "year"):
        return "at", end
    return ("at" if name in ("full", "dayofmonth") else "during"), end


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(start: date | None, end: date | None) -> Period | None:
    """Both days belong to the stretch."""
    if start is None or end is None or end < start or end == date.max:
        return None
    return Period(start, end + timedelta(days=1))


def _months(year: int | None, first: int, last: int) -> Period | None:
    if year is None or not 1 <= first <= last <= 12 or not 1 < year < 9998:
        return None
    following = date(year + last // 12, last % 12 + 1, 1)
    return Period(date(year, first, 1), following)


def _numbers(text: str) -> list[int]:
    return [number(n) for n in re.findall(rf"{_YEAR}|{_N}", text)]


def _days(text: str, year: int | None, last: int | None) -> Period | None:
    n = _numbers(text)
    if len(n) == 5:
        n.insert(3, n[0])
    return _span(_day(*n[:3]), _day(*n[3:6])) if len(n) == 6 else None


def _full(text: str, year: int | None, last: int | None) -> Period | None:
    n = _numbers(text)
    day = _day(*n[:3]) if len(n) == 3 else None
    return _span(day, day)


def _years(text: str, year: int | None, last: int | None) -> Period | None:
    n = _numbers(text)
    return Period(date(n[0], 1, 1), date(n[1] + 1, 1, 1)) if n[1] >= n[0] else None


def _own_year(text: str, year: int | None, last: int | None) -> int | None:
    found = re.match(_YEAR, text)
    if found:
        return number(found[0])
    if text.startswith(("去", "上年", "上一年", "上年度")):
        return None if last is None else last - 1
    if text.startswith("明"):
        return None if last is None else last + 1
    return last


def _month(text: str, year: int | None, last: int | None) -> Period | None:
    n = _numbers(re.sub(_YEAR, "", text))
    return _months(_own_year(text, year, last), n[0], n[-1]) if n else None


def _part(text: str, year: int | None, last: int | None) -> Period | None:
    own = _own_year(text, year, last)
    if "半年" in text:
        return _months(own, 1, 6) if "上" in text else _months(own, 7, 12)
    if "个月" in text:
        return _months(own, 1, number(text.removeprefix("前").removesuffix("个月")))
    quarter = number(re.findall(r"[一二三四1-4](?=个?季)", text)[-1])
    first = 1 if "前" in text else 3 * quarter - 2
    return _months(own, first, 3 * quarter)


def _year(text: str, year: int | None, last: int | None) -> Period | None:
    return _months(_own_year(text, year, last), 1, 12)


def _day_of_month(text: str, year: int | None, last: int | None) -> Period | None:
    n = _numbers(text)
    day = None if last is None or len(n) != 2 else _day(last, n[0], n[1])
    return _span(day, day)


def _plan(text: str, year: int | None, last: int | None) -> Period | None:
    """The n-th five-year plan; the sixth began in 1981."""
    ordinal = re.search(r"十([一二三四五六七八])五", text)
    if ordinal is None:
        return None
    first = 1981 + 5 * (10 + DIGITS[ordinal[1]] - 6)
    return Period(date(first, 1, 1), date(first + 5, 1, 1))


def _last_years(text: str, year: int | None, last: int | None) -> Period | None:
    """近3年: three calendar years up to the last one known."""
    found = re.search(_N, text)
    if found is None or last is None or year is None or number(found[0]) == 1:
        return None
    return Period(date(last - number(found[0]) + 1, 1, 1), date(last + 1, 1, 1))


def _none(text: str, year: int | None, last: int | None) -> Period | None:
    return None


_SPANS: Final[dict[str, Callable[[str, int | None, int | None], Period | None]]] = {
    "days": _days, "years": _years, "full": _full, "months": _month, "month": _month,
    "part": _part, "year": _year, "decade": _none, "dayofmonth": _day_of_month,
    "monthonly": _month, "plan": _plan, "lastyears": _last_years, "named": _year,
}  # fmt: skip


def within(found: list[When], start: int, end: int) -> Iterator[When]:
    """Those of ordered `found` that begin in [start, end)."""
    for one in found:
        if start <= one.begin < end:
            yield one
