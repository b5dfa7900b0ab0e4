"""What goes out: blank templates, lists to edit and bring back, and the officer's own workbook
with a comment at each fault. Every text is written as text, never as a formula."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cigu.core.documents.store import get

from . import books, csvs
from .cells import disarm
from .columns import Column, Kind
from .models import Import, ImportRow
from .nouns import Noun

CHUNK = 500
LONGEST = 32_000  # a cell of XLSX holds 32,767 characters
COMMENTED = 20_000  # rows; a longer list gets a column of faults instead of comments
OFFERED_ROWS = 2_000  # rows of a template that have a drop-down
RED = PatternFill("solid", fgColor="00FDE7E5")
BOLD, WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
KINDS = {
    Kind.TEXT: "文字", Kind.CODE: "统一社会信用代码", Kind.WHOLE: "整数", Kind.NUMBER: "数",
    Kind.MONEY: "金额，万元", Kind.DAY: "日期，2024-03-05", Kind.YEAR: "年份，2015",
    Kind.BOOL: "是 / 否", Kind.CHOICE: "从列表中选", Kind.LINK: "名称或代码",
    Kind.LINKS: "名称，用、隔开",
}  # fmt: skip


def heading(column: Column) -> str:
    """In Chinese whatever the reader's language: the file goes back to colleagues."""
    with override("zh-hans"):
        return f"{column.label}*" if column.required else str(column.label)


def template_csv(noun: Noun) -> bytes:
    return _csv([[heading(c) for c in noun.columns]])


def template_xlsx(noun: Noun, user: Any) -> bytes:
    """A sheet to fill in with drop-downs, and one that explains each column."""
    made = Workbook()
    page = made.active
    page.title = _sheet_name(noun)
    lists = made.create_sheet("选项")
    for at, column in enumerate(noun.columns, 1):
        _text(page.cell(1, at), heading(column)).font = BOLD
        page.column_dimensions[get_column_letter(at)].width = 18
        offered = _offered(column, user)
        if offered:
            _offer(page, lists, at, offered)
    page.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    _explain(made.create_sheet("填写说明"), noun)
    return _saved(made)


def _offered(column: Column, user: Any) -> list[str]:
    if column.kind == Kind.CHOICE:
        with override("zh-hans"):
            return [str(word) for _value, word in column.choices]
    if column.kind == Kind.BOOL:
        return ["是", "否"]
    return column.link.offered(user) if column.link is not None else []


def _offer(page: Any, lists: Any, at: int, offered: Sequence[str]) -> None:
    for row, word in enumerate(offered, 1):
        _text(lists.cell(row, at), word)
    letter = get_column_letter(at)
    rule = DataValidation(
        type="list", formula1=f"'选项'!${letter}$1:${letter}${len(offered)}", allow_blank=True,
        showErrorMessage=False,
    )  # fmt: skip
    rule.add(f"{letter}2:{letter}{OFFERED_ROWS}")
    page.add_data_validation(rule)


def _explain(page: Any, noun: Noun) -> None:
    with override("zh-hans"):
        rows = [("列", "必填", "怎么写", "说明", "例")]
        rows += [
            (str(c.label), "必填" if c.required else "选填", KINDS[c.kind], str(c.note), c.example)
            for c in noun.columns
        ]
        rows.append(("", "", "", str(noun.note), ""))
        rows.append(("", "", "", "空着的格不改原有内容；要清空，写〔清空〕。", ""))
    for at, row in enumerate(rows, 1):
        for place, word in enumerate(row, 1):
            _text(page.cell(at, place), word).alignment = WRAP
    for letter, width in zip("ABCDE", (20, 8, 22, 50, 26), strict=True):
        page.column_dimensions[letter].width = width


def export_lines(noun: Noun, user: Any, rows: Any = None) -> Iterator[list[str]]:
    """The list in the form that comes back: one line for each record, its id at the end."""
    yield [heading(c) for c in noun.all_columns]
    found = noun.rows(user) if rows is None else rows
    for row in found.order_by("pk").iterator(chunk_size=CHUNK):
        yield [c.told(_shown(noun, row, c)) for c in noun.all_columns]


def _shown(noun: Noun, row: Any, column: Column) -> Any:
    if column.name == "uid":
        return str(row.uid)
    if getattr(row, "is_masked", False) and column.name in row.masked_fields:
        return None
    return noun.current(row, column.name)


def export_csv(noun: Noun, user: Any, rows: Any = None) -> bytes:
    return _csv(export_lines(noun, user, rows))


def export_xlsx(noun: Noun, user: Any, rows: Any = None) -> bytes:
    made = Workbook(write_only=True)
    page = made.create_sheet(_sheet_name(noun))
    page.freeze_panes = "A2"
    for line in export_lines(noun, user, rows):
        page.append([_cell(page, text) for text in line])
    return _saved(made)


def commented(batch: Import, noun: Noun) -> tuple[str, bytes]:
    """(name, content) of the file that was brought, with what is wrong at its place."""
    content = get(batch.content_hash)
    stem, _dot, kind = batch.name.rpartition(".")
    name = f"{stem}-{_('checked')}.{kind}"
    if kind.lower() == "csv":
        return name, _csv_with_faults(batch, noun, content)
    if batch.total > COMMENTED:
        return name, _copy_with_faults(batch, noun, content)
    return name, _book_with_comments(batch, noun, content)


def problems(batch: Import) -> Iterator[tuple[ImportRow, str, str]]:
    """(row, our column, words) for all that someone has to look at, in the order of the file."""
    for row in batch.rows.filter(outcome__in=["wrong", "like"]).order_by("number").iterator():
        for column, words in row.faults:
            yield row, column, words
        for _uid, label, why in row.like if not row.faults else ():
            yield row, "", _("May be %(name)s: %(why)s.") % {"name": label, "why": why}


def _book_with_comments(batch: Import, noun: Noun, content: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = load_workbook(io.BytesIO(content))
    page = made[batch.sheet]
    places = {name: int(at) + 1 for at, name in batch.mapping.items()}
    first = min(places.values(), default=1)
    told: dict[tuple[int, int], list[str]] = {}
    lines = []
    for row, column, words in problems(batch):
        told.setdefault((row.number, places.get(column, first)), []).append(words)
        lines.append([row.number, _label(noun, column), words])
    for (number, at), words_here in told.items():
        cell = _owner(page, number, at)
        cell.comment = Comment("\n".join(words_here), "磁谷", width=320, height=120)
        cell.fill = RED
    _list_problems(made, lines)
    made.active = made.index(page)
    return _saved(made)


def _owner(page: Any, row: int, column: int) -> Any:
    """The cell itself, or the first one of the merged cells that it lies in."""
    cell = page.cell(row, column)
    for span in page.merged_cells.ranges:
        if cell.coordinate in span:
            return page.cell(span.min_row, span.min_col)
    return cell


def _list_problems(made: Any, lines: Iterable[Sequence[Any]]) -> None:
    title = "问题清单"
    while title in made.sheetnames:
        title += "_"
    page = made.create_sheet(title)
    for place, word in enumerate(("行", "列", "问题"), 1):
        _text(page.cell(1, place), word).font = BOLD
    for at, (number, column, words) in enumerate(lines, 2):
        page.cell(at, 1).value = number
        _text(page.cell(at, 2), column)
        _text(page.cell(at, 3), words)
    page.column_dimensions["B"].width, page.column_dimensions["C"].width = 20, 80


def _faults_by_row(batch: Import, noun: Noun) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for row, column, words in problems(batch):
        label = _label(noun, column)
        found.setdefault(row.number, []).append(f"{label}：{words}" if label else words)
    return {number: "；".join(words) for number, words in found.items()}


def _copy_with_faults(batch: Import, noun: Noun, content: bytes) -> bytes:
    """For long lists: the sheet again, with a column of faults at its end."""
    faults = _faults_by_row(batch, noun)
    made = Workbook(write_only=True)
    page = made.create_sheet(batch.sheet)
    width = len(batch.headings)
    at = 0
    for number, cells in books.sheet_of(batch.name, content, batch.sheet).each_row():
        while at < number - 1:
            page.append([])
            at += 1
        more = "问题" if number == batch.head_row else faults.get(number, "")
        line = [*cells, *[""] * (width - len(cells)), more]
        page.append([_cell(page, text) for text in line])
        at = number
    return _saved(made)


def _csv_with_faults(batch: Import, noun: Noun, content: bytes) -> bytes:
    faults, width = _faults_by_row(batch, noun), len(batch.headings)
    lines = []
    for number, row in csvs.rows(csvs.decoded(content)):
        more = "问题" if number == batch.head_row else faults.get(number, "")
        lines.append([*row, *[""] * (width - len(row)), more])
    return _csv(lines)


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Chinese; what looks like a formula is disarmed."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([disarm(text) for text in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _label(noun: Noun, name: str) -> str:
    column = noun.column(name)
    return heading(column).rstrip("*") if column is not None else ""


def _text(cell: Any, value: Any) -> Any:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    cell.data_type = "s"
    return cell


def _cell(page: Any, text: str) -> Any:
    return _text(WriteOnlyCell(page), text) if text else None


def _sheet_name(noun: Noun) -> str:
    with override("zh-hans"):
        return "".join(c for c in str(noun.label) if c not in "[]:*?/\\")[:31]


def _saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
