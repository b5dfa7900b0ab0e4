"""The text of a cell, whatever the file held: one spelling for Excel and CSV alike."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from cigu.engines.basis.text import normalise

LONGEST = 20_000  # characters of a cell that are kept; a longer one is told by its column
HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
FORMULA = re.compile(
    r"'*\s*[=+\-@\t＝＋－＠]"
)  # what a spreadsheet would run, and what was disarmed
NOTHING = {
    "-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "不详", "未知", "待定", "空",
    "未填", "未填写", "n/a", "na", "none", "null", "nan", "#n/a",
}  # fmt: skip
WITHHELD = {"不予显示", "Withheld"}


def text_of(value: Any) -> str:
    """Numbers without the noise of floats, days as 2024-03-05, text without what nobody sees."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)[:5]
    return clean(str(value))


def clean(text: str) -> str:
    """Composed, without invisible signs; blanks at both ends and doubled ones go."""
    plain = CONTROL.sub(" ", HIDDEN.sub("", unicodedata.normalize("NFC", text)))
    lines = (BLANKS.sub(" ", line).strip() for line in plain.splitlines())
    return "\n".join(line for line in lines if line)[: LONGEST + 1]


def disarm(text: str) -> str:
    """For CSV: a sign before what a spreadsheet would run as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def rearm(text: str) -> str:
    """The text that ``disarm`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def is_nothing(text: str) -> bool:
    """Empty, or one of the signs that stand for “nothing here”."""
    return not text or text.casefold() in NOTHING or text in WITHHELD


def is_withheld(text: str) -> bool:
    return text in WITHHELD


def key_of(text: str) -> str:
    """What two spellings of one name share: widths, case, blanks and brackets aside."""
    return "".join(c for c in normalise(text).casefold() if c.isalnum())
