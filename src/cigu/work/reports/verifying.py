"""Is a published report still what was published, and do its records still say so?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cigu.core.documents.actions import documents_of
from cigu.core.documents.store import whole

from .actions.publishing import now, printed
from .hashing import of_records, of_text
from .models import Report, ReportFigure
from .writing.composing import compose


@dataclass(frozen=True)
class Moved:
    """A figure whose records now say otherwise than what is printed."""

    figure: ReportFigure
    printed: Any
    now: Any


@dataclass(frozen=True)
class Verified:
    """``faults``: what was published has been altered. ``moved``: the records went on, and no
    erratum says so yet."""

    report: Report
    faults: list[str]
    moved: list[Moved]
    errata: int

    @property
    def holds(self) -> bool:
        return not self.faults and not self.moved

    def as_dict(self) -> dict[str, Any]:
        return {
            "report": self.report.number, "holds": self.holds, "faults": self.faults,
            "moved": [
                {"figure": m.figure.figure, "territory": m.figure.territory_id,
                 "period": f"{m.figure.since}/{m.figure.until}", "printed": str(m.printed),
                 "now": None if m.now is None else str(m.now)}
                for m in self.moved
            ],
            "errata": self.errata,
        }  # fmt: skip


def verify(report: Report) -> Verified:
    rows = list(report.figures.select_related("territory").order_by("pk"))
    return Verified(report, list(_faults(report, rows)), moved(rows, report), report.errata.count())


def moved(rows: list[ReportFigure], report: Report) -> list[Moved]:
    out = []
    for row in rows:
        row.report = report
        shown, found = printed(row), now(row)
        if found != shown:
            out.append(Moved(row, shown, found))
    return out


def intact(row: ReportFigure) -> bool:
    """Do the frozen records still give the frozen hash?"""
    return of_records(row.records, row.algorithm) == row.row_hash


def _faults(report: Report, rows: list[ReportFigure]) -> Iterator[str]:
    if of_text(report.text, report.algorithm) != report.text_hash:
        yield f"{report.number}: the published text does not give its hash"
    elif compose(report).text != report.text:
        yield f"{report.number}: the sections no longer give the published text"
    for row in rows:
        if not intact(row):
            yield f"{report.number}: the records frozen for {row} do not give their hash"
    for document in documents_of(report):
        if not whole(document.content_hash):
            yield f"{report.number}: the file {document.name} is missing or damaged"
