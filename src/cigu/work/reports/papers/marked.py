"""The checked report with its marks: Word with comments, PDF, and the figures as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cigu.core.documents import word
from cigu.core.ui.export import CHUNK
from cigu.core.ui.words import num

from ..judging.catalogue import names
from ..judging.wording import verdict_words
from ..models import CheckBatch, ReportCheck
from ..writing.composing import day_zh
from . import sheets
from .pdf import as_pdf

COLOURS = {
    "agrees": "DDEFE4", "differs": "F9DAD7", "not in the records": "F6E7CC",
    "inconsistent in itself": "F9DAD7", "cannot be judged": "ECEEF0",
}  # fmt: skip
COMMENTED = frozenset({"differs", "not in the records", "inconsistent in itself"})


def marked_docx(check: ReportCheck) -> bytes:
    """Each figure shaded by its verdict; what does not hold carries a comment."""
    with translation.override("zh-hans"):
        paper, rows = word.blank(), list(check.figures.order_by("start"))
        paper.core_properties.title, paper.core_properties.author = check.title, ""
        paper.core_properties.created = paper.core_properties.modified = _moment(check)
        for line in lines(check.text, rows):
            _line(paper, line)
        return word.saved(paper)


def _moment(check: ReportCheck) -> Any:
    from datetime import datetime, time

    return datetime.combine(check.read_on or check.taken_on, time())


def lines(text: str, rows: list[Any]) -> Iterator[list[Any]]:
    """The text line by line: words, and the rows of figures in between."""
    at, left = 0, iter(rows)
    row = next(left, None)
    for raw in text.split("\n"):
        end, out = at + len(raw), []
        while row is not None and row.start < end:
            if row.start >= at:
                out += [text[at : row.start], row]
                at = min(row.end, end)
            row = next(left, None)
        out.append(text[at:end])
        yield [part for part in out if part]
        at = end + 1


def _line(paper: Any, line: list[Any]) -> None:
    body = paper.add_paragraph()
    for part in line:
        if isinstance(part, str):
            body.add_run(part.replace("\t", "　"))
            continue
        run = body.add_run(part.data["text"])
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), COLOURS[part.verdict])
        run._r.get_or_add_rPr().append(shade)
        if part.verdict in COMMENTED:
            paper.add_comment(run, text=comment(part), author=_("Cigu"), initials="C")


def comment(row: Any) -> str:
    said = [f"{verdict_words(row.verdict)}。"]
    said += [reason["text"] for reason in row.data["reasons"]]
    record = row.data["record"]
    if record is not None and record["value"] is not None:
        said.append(_("Records: %(value)s %(unit)s, %(n)s of them, %(period)s.") % {
            "value": num(record["value"]), "unit": record["unit"], "n": record["n_records"],
            "period": record["period"]})  # fmt: skip
    if row.indicator:
        said.append(f"{row.indicator} {names().get(row.indicator, '')}")
    return " ".join(said)


def marked_pdf(check: ReportCheck) -> bytes:
    with translation.override("zh-hans"):
        rows = list(check.figures.order_by("start"))
        return as_pdf({
            "title": check.title, "office": check.office,
            "day": day_zh(check.read_on or check.taken_on),
            "about": f"{check.number}　{check.office}",
            "lines": [[_piece(part) for part in line] for line in lines(check.text, rows)],
            "legend": [[COLOURS[v], verdict_words(v), n] for v, n in check.tally.items()],
            "notes": [n["text"] for n in check.notes if n.get("text")],
            "notes_title": _("Between the figures"),
            "heads": [_("No."), _("In the text"), _("In the records"), _("Indicator"), _("Result")],
            "rows": [[str(r.order), r.data["text"], recorded(r), indicator(r),
                      comment(r) if r.verdict in COMMENTED else verdict_words(r.verdict)]
                     for r in rows],
            "list_title": _("List of figures"),
        }, "marked")  # fmt: skip


def _piece(part: Any) -> list[str]:
    """Words, colour, index; the last two only for a figure."""
    if isinstance(part, str):
        return [part.replace("\t", "　"), "", ""]
    return [part.data["text"], COLOURS[part.verdict], str(part.order)]


def recorded(row: Any) -> str:
    record = row.data["record"]
    if record is None or record["value"] is None:
        return "—"
    sign = "" if record["comparator"] == "=" else record["comparator"]
    return f"{sign}{num(record['value'])}{record['unit']}"


def indicator(row: Any) -> str:
    return f"{row.indicator} {names().get(row.indicator, '')}".strip() or "—"


def figures_xlsx(check: ReportCheck) -> bytes:
    """One line a figure, in the order of the text; texts are never formulas."""
    return sheets.book_of([_figures([check])])


def batch_xlsx(batch: CheckBatch, checks: list[ReportCheck]) -> bytes:
    """The files of a batch with what came of each, and the figures of all of them."""
    return sheets.book_of([_files(batch, checks), _figures(checks, named=True)])


def _files(batch: CheckBatch, checks: list[ReportCheck]) -> sheets.Sheet:
    verdicts = list(COLOURS)
    heads = [
        (_("File"), 36), (_("Number"), 14), (_("State"), 12), (_("Issuing office"), 24),
        (_("Pages"), 8), (_("Figures"), 8), *((verdict_words(v), 12) for v in verdicts),
        (_("Why it could not be read"), 60),
    ]  # fmt: skip
    rows: Iterator[list[Any]] = (
        [c.title, c.number, str(c.state_info.label), c.office, c.pages or None,
         sum(c.tally.values()) if c.tally else None, *(c.tally.get(v) for v in verdicts),
         outcome(c)]
        for c in checks
    )  # fmt: skip
    refused = (
        [r.name, None, _("not taken"), batch.office, None, None, *(None for _v in verdicts), r.text]
        for r in batch.refused.order_by("pk")
    )
    return sheets.Sheet(_("Reports"), heads, chain(rows, refused))


def outcome(check: ReportCheck) -> str:
    """Why a report gives nothing to judge; empty for one that does."""
    if check.fault:
        return check.fault
    return _("No figures were found in it.") if check.text and not any(check.tally.values()) else ""


def _figures(checks: list[ReportCheck], named: bool = False) -> sheets.Sheet:
    heads = [
        (_("No."), 6), (_("In the text"), 16), (_("Value"), 14), (_("Value to"), 10),
        (_("Unit"), 8), (_("Comparator"), 8), (_("Kind"), 12), (_("Period"), 24),
        (_("Territory"), 12), (_("Counted"), 28), (_("No. of the indicator"), 10),
        (_("Indicator"), 28), (_("In the records"), 14), (_("Result"), 12), (_("Reasons"), 60),
        (_("Decision"), 10), (_("From"), 8), (_("To"), 8),
    ]  # fmt: skip
    before = [(_("Number"), 14), (_("File"), 36)] if named else []
    rows = (
        [*([check.number, check.title] if named else []), *_values(row)]
        for check in checks for row in check.figures.order_by("order").iterator(CHUNK)
    )  # fmt: skip
    return sheets.Sheet(_("List of figures"), [*before, *heads], rows)


def _values(row: Any) -> list[Any]:
    data, record = row.data, row.data["record"] or {}
    return [
        row.order, data["text"], data["value"], data["value_to"], data["unit"], data["comparator"],
        data["kind"], data["period"], data["scope"]["territory"], data["counted"], row.indicator,
        names().get(row.indicator, ""), record.get("value"), verdict_words(row.verdict),
        " ".join(r["text"] for r in data["reasons"]), data["decision"], row.start, row.end,
    ]  # fmt: skip
