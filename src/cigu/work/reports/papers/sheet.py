"""What stands on the pages, as plain data: Word and PDF set the same sheet."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cigu.core.clock.business import today
from cigu.core.figures.registry import figure

from ..models import Erratum
from ..writing.composing import Block, Composed, Heading, Table, day_zh, plain_num, unit_of
from ..writing.values import Value, plain


def sheet(composed: Composed) -> dict[str, Any]:
    with translation.override("zh-hans"):
        report = composed.report
        return {
            "number": report.number, "title": report.title, "office": report.office,
            "day": day_zh(report.published_on or today()),
            "state": "" if report.state == "published" else _("Draft, not for release"),
            "synthetic": _("Synthetic data: the records behind these figures are invented.")
            if report.synthetic else "",
            "blocks": [_block(block) for block in composed.blocks],
            "annexes": [_annex(composed), *_errata(report)],
        }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table", "title": block.title, "heads": list(block.heads),
            "rows": [[label, *(c.text for c in cells)] for label, cells in block.rows],
            "bars": [float(cells[0].number or 0) for _l, cells in block.rows]
            if block.chart else [],
        }  # fmt: skip
    kind = "heading" if isinstance(block, Heading) else "paragraph"
    return {"kind": kind, "text": block.text}


def _annex(composed: Composed) -> dict[str, Any]:
    """Each indicator once, with its definition, at the report's own scope."""
    where = composed.report.where
    known = {v.ident: v for run in composed.runs() for v in run.values if v.where == where}
    rows = [_defined(ident, known.get(ident)) for ident in composed.idents()]
    return {
        "title": _("Annex: figures and their definitions"),
        "note": _("Period %(since)s to %(until)s. Stocks are read on the last day.") % {
            "since": day_zh(where.period.start), "until": day_zh(where.as_of)},
        "heads": [_("No."), _("Indicator"), _("Value"), _("Definition")],
        "rows": rows, "widths": [1.6, 4.2, 2.2, 7.6],
    }  # fmt: skip


def _defined(ident: str, value: Value | None) -> list[str]:
    item = figure(ident)
    text = "—"
    if value is not None and value.value is not None:
        text = f"{plain_num(value.value)}{unit_of(ident)}"
    parts = (item.definition.counted, item.definition.condition, item.definition.dated)
    words = _("Counted: %(what)s. Condition: %(condition)s. Dated: %(dated)s.") % dict(
        zip(("what", "condition", "dated"), parts, strict=True)
    )
    return [ident, str(item.label), text, words]


def _errata(report: Any) -> list[dict[str, Any]]:
    rows = [_corrected(row) for row in report.errata.select_related("figure").order_by("pk")]
    if not rows:
        return []
    return [_errata_table(rows)]


def _errata_table(rows: list[list[str]]) -> dict[str, Any]:
    return {
        "title": _("Errata"), "note": _("The published text stands as printed."),
        "heads": [_("No."), _("Indicator"), _("Printed"), _("Correct"), _("Reason")],
        "rows": rows, "widths": [2.6, 3.6, 2, 2, 5.4],
    }  # fmt: skip


def _corrected(row: Erratum) -> list[str]:
    item, ident = figure(row.figure.figure), row.figure.figure
    before, after = (plain_num(plain(n, ident)) for n in (row.before, row.after))
    name = f"{ident} {item.label}"
    if row.figure.territory_id != row.report.territory_id:
        name = f"{row.figure.territory.name_zh}，{name}"
    return [row.number, name, f"{before}{unit_of(ident)}", f"{after}{unit_of(ident)}",
            f"{row.text}（{day_zh(row.issued_on)}）"]  # fmt: skip


def erratum_sheet(row: Erratum) -> dict[str, Any]:
    """The notice of one correction, a paper of its own."""
    with translation.override("zh-hans"):
        report = row.report
        words = _("The report %(number)s “%(title)s”, published on %(day)s, is corrected:") % {
            "number": report.number, "title": report.title,
            "day": day_zh(report.published_on or row.issued_on)}  # fmt: skip
        return {
            "number": row.number, "title": _("Correction of a published report"),
            "office": report.office, "day": day_zh(row.issued_on), "state": "",
            "synthetic": _("Synthetic data: the records behind these figures are invented.")
            if report.synthetic else "",
            "blocks": [{"kind": "paragraph", "text": words}],
            "annexes": [{**_errata_table([_corrected(row)]), "title": ""}],
        }  # fmt: skip
