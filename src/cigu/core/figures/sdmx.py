"""Figures as SDMX-CSV 2.0, one line for each value: reports, the yearbook and the portal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

REPORT = "CIGU:REPORT_FIGURES(1.0)"
YEARBOOK = "CIGU:YEARBOOK_FIGURES(1.0)"
MEDIA = "text/csv; charset=utf-8"
HEADS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "REPORT", "INDICATOR", "REF_AREA", "DOMAIN",
    "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "COMPARATOR", "UNIT_MEASURE", "KIND",
    "DEFINITION_VERSION", "SYNTHETIC", "TITLE",
)  # fmt: skip
NORMAL, PROVISIONAL, MISSING = "A", "P", "M"  # codes of CL_OBS_STATUS


@dataclass(frozen=True)
class Observation:
    """One value of one figure; [since, until) as everywhere."""

    flow: str
    source: str  # number of the report or of the published version
    figure: Any  # of the registry: id, kind
    territory: str
    domain: str | None
    since: date
    until: date
    value: Decimal | None
    complete: bool
    unit: str
    comparator: str
    version: int
    synthetic: bool
    title: str

    @property
    def time(self) -> str:
        """Stocks are dated by their day, flows by first day and length (an SDMX time range)."""
        if self.figure.kind == "stock":
            return (self.until - timedelta(days=1)).isoformat()
        return f"{self.since.isoformat()}/P{(self.until - self.since).days}D"

    @property
    def status(self) -> str:
        if self.value is None:
            return MISSING
        return NORMAL if self.complete else PROVISIONAL

    def cells(self) -> list[str]:
        return [
            "dataflow", self.flow, "I", self.source, self.figure.id, self.territory,
            self.domain or "_T", self.time, "" if self.value is None else f"{self.value:f}",
            self.status, self.comparator, self.unit, self.figure.kind, str(self.version),
            str(int(self.synthetic)), self.title,
        ]  # fmt: skip


def as_csv(found: Iterable[Observation]) -> bytes:
    """With the signature of UTF-8, so that spreadsheets read Chinese. Words are Chinese, whoever
    takes the file: it is one file."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(HEADS)
    with translation.override("zh-hans"):
        write.writerows(row.cells() for row in found)
    return out.getvalue().encode("utf-8-sig")
