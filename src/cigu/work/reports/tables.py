"""Lists of reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .batches import Standing
from .models import CheckBatch, Report, ReportCheck
from .states import CHECK_FLOW, FLOW


class ReportTable(Table):
    title, name = _("Annual reports"), "reports"
    unit = pgettext_lazy("unit", "reports")
    order = ("-until", "-number")
    empty_text = _("No report yet.")
    columns = [
        Column("title", _("Title"), header=True, sort=True,
               link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("since", _("From"), kind="date", sort=True, hide=True),
        Column("until", _("Before"), kind="date", sort=True, hide=True),
        Column("office", _("Issuing office"), sort=True, hide=True),
        Column("published_on", _("Published"), kind="date", sort=True),
        Column("number", _("Number"), sort=True, hide=True, css="nw"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Title or number"), ("title", "number", "office")),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        DateFilter("published", _("Published"), ("published_on",)),
    ]
    views = [
        View("all", _("All")),
        View("open", _("Being written"), Q(state__in=["draft", "review"])),
        View("published", _("Published"), Q(state="published")),
    ]

    def rows(self) -> Any:
        return scope_of(self.request).limit(Report.objects.for_(self.user))

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "discarded" else ""


def _wrong(tally: Any) -> int | None:
    if not tally:
        return None
    return int(tally.get("differs", 0)) + int(tally.get("inconsistent in itself", 0))


COUNTS = (
    Column("agreeing", _("Agree"), lambda row: row.tally.get("agrees"), kind="number"),
    Column("differing", _("Differ"), lambda row: _wrong(row.tally), kind="number"),
    Column("missing", _("Not in the records"),
           lambda row: row.tally.get("not in the records"), kind="number", hide=True),
)  # fmt: skip


class CheckTable(Table):
    title, name = _("Report checks"), "report-checks"
    unit = pgettext_lazy("unit", "reports")
    order = ("-taken_on", "-number")
    empty_text = _("No report was checked yet.")
    columns = [
        Column("title", _("Title"), header=True, sort=True,
               link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        *COUNTS,
        Column("office", _("Issuing office"), sort=True, hide=True),
        Column("until", _("Before"), kind="date", sort=True, hide=True),
        Column("taken_on", _("Taken in"), kind="date", sort=True, hide=True),
        Column("number", _("Number"), sort=True, hide=True, css="nw"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Title or number"), ("title", "number", "office")),
        ChoiceFilter("state", _("State"), choices=CHECK_FLOW.choices),
        DateFilter("taken", _("Taken in"), ("taken_on",)),
    ]
    views = [
        View("live", _("Being checked"), Q(state__in=["reading", "open"])),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        return scope_of(self.request).limit(ReportCheck.objects.for_(self.user)).defer("text")

    def row_css(self, row: Any) -> str:
        return "off" if row.state in ("replaced", "failed") else ""


class BatchTable(Table):
    title, name = _("Batches"), "report-batches"
    unit = pgettext_lazy("unit", "batches")
    order = ("-taken_on", "-number")
    empty_text = _("No reports were checked together yet.")
    columns = [
        Column("number", _("Number"), header=True, sort=True,
               link=lambda row: row.get_absolute_url()),
        Column("office", _("Issuing office"), sort=True),
        Column("files", _("Files"), kind="number", sort=True),
        Column("since", _("From"), kind="date", sort=True, hide=True),
        Column("until", _("Before"), kind="date", sort=True, hide=True),
        Column("taken_on", _("Taken in"), kind="date", sort=True),
    ]  # fmt: skip
    filters = [TextFilter("q", _("Number or office"), ("number", "office"))]

    def rows(self) -> Any:
        return scope_of(self.request).limit(CheckBatch.objects.for_(self.user))


class BatchCheckTable(CheckTable):
    """The reports of one batch; those still to be read say how far they are."""

    title, name = _("Reports of the batch"), "report-batch"
    order = ("number", "pk")
    filters, views = [], []

    def __init__(self, request: Any, batch: CheckBatch, standing: Standing) -> None:
        super().__init__(request)
        self.batch = batch
        self.columns = [
            Column("title", _("Title"), header=True, sort=True,
                   link=lambda row: row.get_absolute_url()),
            Column("state", _("State"), kind="state", sort="state"),
            *COUNTS,
            Column("unjudged", _("Not judged"), lambda row: row.tally.get("cannot be judged"),
                   kind="number"),
            Column("told", _("Remark"), standing.told),
            Column("office", _("Issuing office"), sort=True, hide=True),
            Column("number", _("Number"), sort=True, css="nw"),
        ]  # fmt: skip

    def rows(self) -> Any:
        return ReportCheck.objects.for_(self.user).filter(batch=self.batch).defer("text")
