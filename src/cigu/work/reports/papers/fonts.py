"""Chinese faces for PDF: those of the system, or of the folder that CIGU_FONTS names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

# The faces of official papers first, then what Linux systems bring.
BODY = (
    "FangSong", "FangSong_GB2312", "STFangsong", "Source Han Serif SC", "Noto Serif CJK SC",
    "Noto Serif SC", "SimSun", "Songti SC", "AR PL UMing CN",
)  # fmt: skip
HEAD = (
    "SimHei", "STHeiti", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC",
    "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
)  # fmt: skip


class NoChineseFont(CiguError):
    pass


def faces() -> tuple[Any, str, str]:
    """The font book, a face for the body and one for headings; one may stand for the other."""
    folder = settings.FONTS
    book, body, head = _found(str(folder) if folder else "")
    if not (body or head):
        raise NoChineseFont(
            "no_chinese_font", _("No Chinese font was found, so no PDF can be made."),
            remedy=_("Install one (Debian: fonts-noto-cjk) or name a folder by CIGU_FONTS."),
            looked_for=", ".join([*BODY, *HEAD]),
        )  # fmt: skip
    return book, body or head, head or body


@cache
def _found(folder: str) -> tuple[Any, str, str]:
    book = typst.Fonts(font_paths=[Path(folder)] if folder else [])
    known = set(book.families())
    first = [next((f for f in wanted if f in known), "") for wanted in (BODY, HEAD)]
    return book, first[0], first[1]
