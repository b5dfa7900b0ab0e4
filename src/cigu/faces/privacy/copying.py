"""The copy that a person may take (PIPL art. 45): the same lines as the page, all values."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from cigu.core.personal.register import Subject
from cigu.core.ui.export import XLSX, as_cell

from .holdings import SEPARATOR, Line, lines

KINDS = {"json": "application/json", "xlsx": XLSX}


def copy_of(subject: Subject, kind: str) -> tuple[bytes, int]:
    """The file, and how many fields it tells of."""
    found = list(lines(subject))
    return (_json(found) if kind == "json" else _xlsx(found)), len(found)


def _json(found: list[Line]) -> bytes:
    told = {
        "made_at": timezone.now(), "data_class": "personal",
        "held": [
            {"table": line.holding.model, "field": line.told.name, "place": line.place,
             "label": line.label, "category": line.category, "values": line.values,
             "rows": line.count, "purpose": line.purpose, "basis": line.basis,
             "seen_by": line.seen_by, "after_erasure": line.fate, "why_kept": str(line.told.why)}
            for line in found
        ],
    }  # fmt: skip
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _xlsx(found: list[Line]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("My data"))
    book.properties.category = _("holds personal information")
    sheet.freeze_panes = "A2"
    heads = (
        _("Category"), pgettext("data", "Where"), _("What"), _("Values"), _("Records"),
        _("Purpose"), _("Basis in law"), _("Who sees it"), _("After an erasure"),
    )  # fmt: skip
    sheet.append([as_cell(sheet, head) for head in heads])
    for line in found:
        sheet.append([as_cell(sheet, value) for value in _row(line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(line: Line) -> list[Any]:
    values = SEPARATOR.join(str(value) for value in line.values)
    return [line.category, line.place, line.label, values, line.count, line.purpose, line.basis,
            line.seen_by, f"{line.fate} {line.told.why}".strip()]  # fmt: skip
