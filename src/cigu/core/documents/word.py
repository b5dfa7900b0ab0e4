"""A Word file in Chinese official typography: the page, its faces, plain tables, fixed bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

BODY, HEAD, TITLE, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
VIOLET = RGBColor(0x6B, 0x4A, 0x9B)  # the colour of synthetic records
Rows = Iterable[Sequence[str]]


def blank() -> Any:
    return docx.Document(io.BytesIO(_template()))


def saved(paper: Any) -> bytes:
    """The same paper is the same file: parts without the moment at which they were packed, so
    that the hash by which a document is kept speaks of its content alone."""
    packed, out = io.BytesIO(), io.BytesIO()
    paper.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename)  # dated 1980-01-01, the format's zero
            new.writestr(plain, old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table(
    paper: Any, head: Sequence[str], rows: Rows, widths: Sequence[float], size: float = 10.5
) -> Any:
    """Cells are walked row by row: asking the table for each cell anew is slow."""
    lines = [head, *rows]
    made = paper.add_table(rows=len(lines), cols=len(head), style="Table Grid")
    made.autofit = False
    for number, (row, line) in enumerate(zip(made.rows, lines, strict=True)):
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(size)
            run.font.bold = number == 0
    return made


@cache
def _template() -> bytes:
    """An empty paper with its styles, made once per process."""
    paper = docx.Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.7)
    page.top_margin, page.bottom_margin = Cm(3.2), Cm(3)
    _style(paper, "Normal", BODY, 12)
    _style(paper, "Title", TITLE, 22, bold=True)
    _style(paper, "Heading 1", HEAD, 14)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _style(paper: Any, name: str, font: str, size: int, bold: bool = False) -> None:
    style = paper.styles[name]
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:eastAsia"), font)
