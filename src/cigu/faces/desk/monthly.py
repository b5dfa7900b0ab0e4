"""Month by month, cumulative: from the very rows of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.registry import Result
from cigu.core.figures.sources import Where
from cigu.core.ui.columns import Column
from cigu.faces.yearbook.listed import ListTable

SERIES = (("checkups", "A-19"), ("needs", "A-20"), ("cooperations", "A-23"))


@dataclass(frozen=True)
class Month:
    ends: date  # last day counted
    checkups: int
    needs: int
    cooperations: int

    @property
    def name(self) -> str:
        return f"{self.ends:%Y-%m}"

    @property
    def short(self) -> str:
        return f"{self.ends:%y.%m}"

    def __str__(self) -> str:
        return self.name


def month_ends(where: Where) -> list[date]:
    """The last counted day of every month that the period touches."""
    out, day = [], where.period.start
    while day < where.period.end:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        out.append(min(following - timedelta(days=1), where.as_of))
        day = following
    return out


def months(lines: dict[str, Any], where: Where) -> list[Month]:
    found = {name: lines[ident].result for name, ident in SERIES}
    return [
        Month(end, **{name: upto(result, end) for name, result in found.items()})
        for end in month_ends(where)
    ]


def upto(result: Result | None, end: date) -> int:
    return result.measured.upto(end) if result else 0


class MonthTable(ListTable):
    title = _("Cumulative by month")
    name = "months"
    unit = _("months")
    per_page = 120
    columns = [
        Column("name", _("End of month"), header=True),
        Column("checkups", pgettext_lazy("column", "Checkups"), kind="number"),
        Column("needs", pgettext_lazy("column", "Needs"), kind="number"),
        Column("cooperations", pgettext_lazy("column", "Cooperations"), kind="number"),
    ]

    def key(self, row: Any) -> str:
        return str(row.name)
