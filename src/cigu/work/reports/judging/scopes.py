"""Which place and which days a figure of the text speaks of."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Any

from cigu.core.figures.sources import Where
from cigu.core.places.models import Territory
from cigu.engines.basis.periods import Period
from cigu.engines.factcheck.model import Figure

ENDS = re.compile(r"(?<=..)(特别行政区|自治区|自治州|自治县|省|市|区|县|旗|盟)$")
MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月\Z")
OWN = re.compile(r"(?:[本我全][市区县旗省]|全国|自治区|本地|当地|全域)\Z")
OWN_YEAR = re.compile(r"(?:全年|本年度?|今年(?:以来)?|年内|当年|一年来|过去一年|本期|报告期内?)")
LEVELS = {"国": "nation", "省": "province", "市": "city"}


class Places:
    """The territories around a report: those above it and those within it, by name."""

    def __init__(self, where: Where) -> None:
        self.where = where

    @cached_property
    def known(self) -> dict[str, Territory]:
        """A name that two places share names none."""
        above = [code for code in self.where.territory.path.split("/") if code]
        rows = list(Territory.objects.filter(pk__in=above))
        rows += Territory.objects.filter(path__startswith=self.where.territory.path)
        found: dict[str, Any] = {}
        for row in {row.pk: row for row in rows}.values():
            for name in {row.name_zh, ENDS.sub("", row.name_zh)}:
                found[name] = None if name in found else row
        return {name: row for name, row in found.items() if row is not None}

    def of(self, figure: Figure) -> Territory | None:
        """The report's own place where the text names none; None where it names one that is not
        known here, so that nothing can be said."""
        named = figure.scope.territory.strip()
        row = self.named(figure.counted.phrase.strip())
        if row is not None:
            return row
        return self.where.territory if not named else self.named(named)

    def named(self, words: str) -> Territory | None:
        if words in self.known:
            return self.known[words]
        if OWN.match(words):
            return self._above(words)
        plain = ENDS.sub("", words)
        return self.known.get(plain)

    def _above(self, words: str) -> Territory | None:
        """全省 in a report of a city is the province; 全区 may be one, in an autonomous region."""
        here: Territory | None = self.where.territory
        wanted = "province" if words == "自治区" else LEVELS.get(words[-1])
        if wanted is None or words[0] not in "全自":
            return here
        while here is not None and here.level != wanted:
            here = here.parent
        return here or self.where.territory


def period_of(figure: Figure, own: Period, kind: str) -> Period:
    """What the text says, else the report's period. The last day of a stock is its day."""
    if OWN_YEAR.fullmatch(figure.period_text):
        return own
    said = _month(figure.counted.phrase, own) or figure.period
    if said is None:
        return own
    if kind == "stock" and said.end > own.end and said.start < own.end:
        return own  # “mid-2024” in a report that ends in June
    return said


def _month(words: str, own: Period) -> Period | None:
    """The label of a table's row: 2023年7月, cut to the report's period."""
    found = MONTH.match(words.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    year = int(found[1]) if found[1] else own.start.year
    start = date(year, int(found[2]), 1)
    end = date(year + start.month // 12, start.month % 12 + 1, 1)
    first, last = max(start, own.start), min(end, own.end)
    return Period(first, last) if first < last else Period(start, end)
