"""The lists of the import: files, and the rows of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.imports.models import Import, ImportRow, Merge
from cigu.core.imports.nouns import noun
from cigu.core.ui.columns import Column
from cigu.core.ui.tables import BulkAct, Table, View

from . import words

Outcome = ImportRow.Outcome
SHOWN = 8  # changes or faults of one row
READ = 120  # characters of a new one


def said(batch: Import) -> str:
    """3 new, 1 changed … in words."""
    parts = [f"{label} {batch.count(code)}" for code, label in words.OUTCOMES if batch.count(code)]
    return "，".join(parts)


class ImportTable(Table):
    title, name, unit = gettext_lazy("Imports"), "imports", gettext_lazy("files")
    columns = [
        Column("name", gettext_lazy("File"), header=True, link=lambda b: b.get_absolute_url()),
        Column("noun", gettext_lazy("Register"), lambda b: noun(b.noun).label),
        Column("state", gettext_lazy("State"), words.look, kind="chip"),
        Column("counts", gettext_lazy("Rows"), said, css="t2"),
        Column("created_on", gettext_lazy("Brought in"), kind="date", hide=True),
        Column("written_on", gettext_lazy("Written"), kind="date", hide=True),
        Column("reason", gettext_lazy("What the file is"), css="t2", hide=True),
    ]
    order = ("-pk",)
    empty_text = gettext_lazy("No file was brought yet.")

    def rows(self) -> Any:
        return Import.objects.for_(self.user).select_related("job", "owner")


def _changes(row: ImportRow) -> Any:
    """Field by field: before struck through, after bold; or what is wrong and why."""
    what = row.batch.noun
    if row.faults:
        lines = [
            (f"{label}：" if (label := words.label_of(what, column)) else "", text)
            for column, text in row.faults[:SHOWN]
        ]
        return format_html_join("", '<div class="cg-err">{}{}</div>', lines)
    if row.outcome == Outcome.LIKE:
        found = [(label, why) for _uid, label, why in row.like[:SHOWN]]
        return format_html_join("", "<div>{} <small>{}</small></div>", found)
    if row.outcome == Outcome.CHANGED:
        told = [
            (words.label_of(what, column), before or "—", after or "—")
            for column, before, after in row.changes[:SHOWN]
        ]
        return format_html_join("", "<div>{} <s>{}</s> <b>{}</b></div>", told)
    return _read(row) if row.outcome == Outcome.NEW else ""


def _read(row: ImportRow) -> str:
    """What the file says of a new record, shortened."""
    parts = [
        f"{words.label_of(row.batch.noun, name)} {text}"
        for name, text in row.cells.items()
        if text != row.label
    ]
    return "；".join(parts)[:READ]


def _changes_text(row: ImportRow) -> str:
    parts = [f"{words.label_of(row.batch.noun, c)}：{text}" for c, text in row.faults]
    parts += [f"{label}（{why}）" for _uid, label, why in row.like]
    parts += [
        f"{words.label_of(row.batch.noun, c)}：{before} → {after}"
        for c, before, after in row.changes
    ]
    return "；".join(parts)


def _act(row: ImportRow) -> tuple[Any, str] | None:
    if row.written or row.batch.state != Import.State.CHECKED:
        return None
    if row.outcome in (Outcome.LIKE, Outcome.WRONG, Outcome.SKIPPED) or row.decision:
        return _("Decide"), reverse("importing:row", args=[row.batch.uid, row.number])
    return None


class RowTable(Table):
    name, unit = "rows", gettext_lazy("rows")
    title = gettext_lazy("Rows of the file")
    views = [
        View("all", gettext_lazy("All")),
        *(View(code, label, Q(outcome=code)) for code, label in words.OUTCOMES),
    ]
    columns = [
        Column("number", gettext_lazy("Row"), css="n", places=0),
        Column("label", gettext_lazy("Record"), header=True),
        Column("outcome", gettext_lazy("Outcome"), words.outcome, kind="chip"),
        Column("changes", gettext_lazy("What is different"), _changes, export=_changes_text),
        Column("act", gettext_lazy("Decide"), _act, kind="action"),
    ]
    order = ("number",)
    empty_text = gettext_lazy("No row was read yet.")

    def rows(self) -> Any:
        batch: Import = self.source
        return batch.rows.select_related("batch")

    def key(self, row: Any) -> str:
        return str(row.number)

    def selectable(self, row: Any) -> bool:
        return _act(row) is not None

    def bulk_acts(self) -> list[BulkAct]:
        batch: Import = self.source
        if batch.state != Import.State.CHECKED or not batch.open_points:
            return []
        return [BulkAct(_("Decide…"), reverse("importing:decide", args=[batch.uid]))]

    @property
    def export_links(self) -> list[dict[str, Any]]:
        return []  # the workbook with comments is what is taken away

    @property
    def may_export(self) -> bool:
        return False


def _undo(row: Merge) -> tuple[Any, str] | None:
    if row.undone_on is not None:
        return None
    return _("Take back…"), reverse("importing:undo_merge", args=[row.uid])


class MergeTable(Table):
    title, name, unit = gettext_lazy("Merged records"), "merges", gettext_lazy("mergings")
    columns = [
        Column("loser", gettext_lazy("Merged record"), "loser__name", header=True),
        Column("survivor", gettext_lazy("Goes on as"), "survivor__name"),
        Column("moved", gettext_lazy("Moved"), lambda m: len(m.moved), kind="number", places=0),
        Column("left", gettext_lazy("Left"), lambda m: len(m.left), kind="number", places=0,
               hide=True),
        Column("merged_on", gettext_lazy("Merged on"), kind="date", hide=True),
        Column("undone_on", gettext_lazy("Taken back on"), kind="date", hide=True),
        Column("reason", gettext_lazy("Reason"), css="t2", hide=True),
        Column("act", gettext_lazy("Take it back"), _undo, kind="action"),
    ]  # fmt: skip
    order = ("-pk",)
    empty_text = gettext_lazy("Nothing was merged yet.")

    def rows(self) -> Any:
        return Merge.objects.for_(self.user).select_related("loser", "survivor")

    @property
    def may_export(self) -> bool:
        return False
