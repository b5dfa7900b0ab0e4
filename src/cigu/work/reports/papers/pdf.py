"""The sheet as PDF/A, set by Typst. The sheet goes in as data: no text of it is ever markup."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import typst
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

from .fonts import faces


class PaperFailed(CiguError):
    pass


def as_pdf(sheet: dict[str, Any], kind: str = "report") -> bytes:
    """``kind`` names a file of this room that sets the sheet. Raises ``NoChineseFont``."""
    book, body, head = faces()
    given = json.dumps({**sheet, "faces": {"body": body, "head": head}}, ensure_ascii=False)
    try:
        made = typst.compile(
            _setting(kind), font_paths=book, sys_inputs={"sheet": given}, format="pdf",
            pdf_standards="a-2b", timestamp=_day(sheet["day"]),
        )  # fmt: skip
    except typst.TypstError as error:
        raise PaperFailed(
            "pdf", _("The PDF could not be set: %(why)s.") % {"why": error}
        ) from error
    return bytes(made)


def _day(text: str) -> datetime:
    """The day of the report, not the moment of setting: the same report, the same bytes."""
    year, month, day = map(int, re.findall(r"\d+", text))
    return datetime(year, month, day, tzinfo=UTC)


@cache
def _setting(kind: str) -> bytes:
    return (resources.files(__package__) / f"{kind}.typ").read_bytes()
