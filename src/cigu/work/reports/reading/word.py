"""A Word file as text: paragraphs as lines, a row of a table as one line of cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table

from .faults import BadReport

TEXT, TAB, BREAK = qn("w:t"), qn("w:tab"), qn("w:br")
SKIP = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def text_of(name: str, content: bytes) -> str:
    """As it reads with all tracked changes taken."""
    try:
        paper = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadReport("damaged", name) from error
    return "\n".join(line for part in paper.iter_inner_content() for line in _lines(part))


def _lines(part: Any) -> Iterator[str]:
    if not isinstance(part, Table):
        yield from _paragraph(part._p).split("\n")
        return
    for row in part.rows:
        cells, last = [], None
        for cell in row.cells:
            if cell._tc is last:  # a cell over several columns comes once for each
                cells.append("")
                continue
            last = cell._tc
            words = " ".join(_paragraph(p._p) for p in cell.paragraphs)
            cells.append(" ".join(words.split()))
        yield "\t".join(cells)


def _paragraph(element: Any) -> str:
    return "".join(_pieces(element)).replace("\t", " ")


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in SKIP:
            continue
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag == TAB:
            yield " "
        elif child.tag == BREAK:
            yield "\n"
        else:
            yield from _pieces(child)
