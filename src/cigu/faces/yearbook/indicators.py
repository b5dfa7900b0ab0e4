"""The 175 published figures of the two seed documents: data, not queries."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

DOMAIN = "rare_earth"  # both documents speak of this domain
PLANNED = frozenset({"target", "spec", "projection"})  # no record of an event can give these

SECTIONS: dict[str, Any] = {
    "services": _("Serving innovators"),
    "platforms": _("Platforms"),
    "talent": _("Talent"),
    "finance": _("Finance and tax relief"),
    "firms": _("Growing tech firms"),
    "projects": _("Research projects"),
    "results": _("Results and transfer"),
    "steering": _("Steering"),
    "plans": _("Plans and funds (2021)"),
    "industry": _("Industry and capacity (2021)"),
    "innovators": _("Innovators and standards (2021)"),
    "products": _("Products and processes (2021)"),
    "exchange": _("Exchange (2021)"),
    "zhejiang": _("Zhejiang: smart manufacturing"),
    "nanchang": _("Nanchang: technology contracts"),
    "qinghai": _("Qinghai: lithium batteries"),
    "xinjiang": _("Xinjiang: battery swap"),
}
KINDS: dict[str, Any] = {
    "flow": _("flow"),
    "stock": _("stock"),
    "share": _("share"),
    "growth": _("growth"),
    "spec": _("specification"),
    "target": _("target"),
    "projection": _("projection"),
}
PERIODS: dict[str, Any] = {
    "planned": _("planned"),
    "first batch": _("first batch"),
    "before the pilot": _("before the pilot"),
    "after the pilot": _("after the pilot"),
    "from 2020": _("from 2020 on"),
    "no year given": _("no year given"),
}
SOURCES: dict[str, Any] = {
    "A": _("Public report on Baotou, mid-2024"),
    "B": _("Newspaper page, January 2021"),
}


@dataclass(frozen=True)
class Indicator:
    """One published figure. ``comparator`` may also be "several" or "qualitative": no number."""

    id: str
    ref: str
    section: str
    phrase_zh: str
    label_en: str
    value: Decimal | None
    value_to: Decimal | None
    comparator: str
    unit_zh: str
    unit_en: str
    period: str
    kind: str
    seed: str
    territory: str
    note: str

    @property
    def label(self) -> str:
        return self.label_en if _english() else self.phrase_zh

    @property
    def unit(self) -> str:
        return self.unit_en if _english() else self.unit_zh

    @property
    def period_words(self) -> Any:
        """The period in words; whole days are kept as [from, to) and read as first to last day."""
        since, _slash, until = self.period.partition("/")
        if not until:
            return PERIODS.get(self.period, self.period)
        last = until if len(until) < len("2024-06-08") else last_day(until)
        return gettext("%(since)s to %(until)s") % {"since": since, "until": last}

    @property
    def section_label(self) -> Any:
        return SECTIONS[self.section]

    @property
    def kind_label(self) -> Any:
        return KINDS[self.kind]

    @property
    def source(self) -> Any:
        return SOURCES[self.seed]

    @property
    def is_planned(self) -> bool:
        return self.kind in PLANNED

    def speaks_of(self, where: Any) -> bool:
        """Was this value published for exactly this scope? Only then may it be compared."""
        domain = where.domain.pk if where.domain else None
        return self.territory == where.territory.pk and domain == DOMAIN and self._same_time(where)

    def _same_time(self, where: Any) -> bool:
        if self.kind == "stock" or (self.kind == "share" and "/" not in self.period):
            return bool(self.period) and where.as_of.isoformat().startswith(self.period)
        return str(where.period) == self.period


def last_day(end: str) -> date:
    return date.fromisoformat(end) - timedelta(days=1)


def _english() -> bool:
    return (get_language() or "").startswith("en")


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    place = resources.files(__package__) / "data" / "indicators.csv"
    lines = place.read_text(encoding="utf-8").splitlines()
    return tuple(_indicator(row) for row in csv.DictReader(lines))


def _indicator(row: dict[str, str]) -> Indicator:
    numbers = {name: Decimal(row[name]) if row[name] else None for name in ("value", "value_to")}
    return Indicator(**{**row, **numbers})  # type: ignore[arg-type]


def chapters() -> list[tuple[str, Any]]:
    return list(SECTIONS.items())
