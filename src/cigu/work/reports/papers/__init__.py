"""A report on paper: Word, PDF, and its figures as SDMX-CSV. Always in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..models import Erratum
from ..writing.composing import Composed
from .fonts import NoChineseFont
from .pdf import as_pdf
from .sdmx import as_csv
from .sheet import erratum_sheet, sheet
from .word import as_docx

__all__ = ["NoChineseFont", "as_csv", "as_docx", "as_pdf", "erratum", "of", "sheet"]


def of(composed: Composed) -> Iterator[tuple[str, bytes]]:
    """Name and content of each paper. Without a Chinese face there is no PDF; it can be made
    later, from the same frozen figures."""
    number, page = composed.report.number, sheet(composed)
    yield f"{number}.docx", as_docx(page)
    with suppress(NoChineseFont):
        yield f"{number}.pdf", as_pdf(page)
    yield f"{number}.csv", as_csv(composed)


def erratum(row: Erratum) -> tuple[str, bytes]:
    return f"{row.number}.docx", as_docx(erratum_sheet(row))


def one(composed: Composed, kind: str) -> Any:
    """The paper of that kind as it is now, errata included."""
    if kind == "csv":
        return as_csv(composed)
    page = sheet(composed)
    return as_docx(page) if kind == "docx" else as_pdf(page)
