"""What a cell says, as a value: numbers, money, days, yes or no. Doubt is told, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

LONGEST_NUMBER = 24
WITH_UNIT = re.compile(r"([-+\d.,eE]*\d)(\D*)")
PLAIN = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE][+-]?\d{1,2}")
DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\s+\d{1,2}:\d{2})?"
)
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
YEAR = re.compile(r"(\d{4})(?:\d{4}|\s*[年./-].*)?", re.S)
HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")
EPOCH, FIRST_SERIAL, LAST_SERIAL = date(1899, 12, 30), 18_264, 73_415  # 1950 to 2100
UNITS = {
    "元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "万": Decimal(1),
    "百万元": Decimal(100), "百万": Decimal(100), "千万元": Decimal(1000),
    "亿元": Decimal(10_000), "亿": Decimal(10_000), "万元人民币": Decimal(1),
    "元人民币": Decimal("0.0001"), "亿元人民币": Decimal(10_000),
}  # fmt: skip
UNIT_IN_HEAD = re.compile(
    r"[（(\[【：:，,/\s]\s*(?:单位[：:]?\s*)?(百万元|千万元|万元|亿元|千元|元)"
)
YES = {"是", "有", "√", "✓", "☑", "对", "y", "yes", "true", "1", "已", "1.0"}
NO = {"否", "无", "×", "✗", "x", "☐", "不是", "没有", "n", "no", "false", "0", "未", "0.0"}


class BadCell(CiguError):
    """A cell that cannot be read so; its words say what to write instead."""


def fold(text: str) -> str:
    """Full-width forms made narrow, with one sign for minus and none for money."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("，", ",")
    return plain.strip().lstrip("¥￥").strip()


def number(text: str) -> Decimal:
    """A plain number; a comma that is no thousands comma is a wrong decimal mark."""
    plain = fold(text).replace(" ", "")
    if len(plain) > LONGEST_NUMBER:
        raise BadCell("number", _("This number is too long."))
    if SCIENTIFIC.fullmatch(plain) or PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if DECIMAL_COMMA.fullmatch(plain):
        raise BadCell("mark", _("The decimal mark is a point: write 12.5, not 12,5."))
    raise BadCell("number", _("Write a number, for example 12.5."))


COUNTED = ("个工作日", "工作日", "天", "人", "家", "个", "名", "项", "位", "级")


def whole(text: str, unit: str = "") -> int:
    """A whole number; a unit such as 人 or 个工作日 may follow."""
    plain = fold(text)
    for word in filter(
        None, (unit, "个工作日", "工作日", "天", "人", "家", "个", "名", "项", "位", "级")
    ):
        plain = plain.removesuffix(word).strip()
    found = number(plain)
    if found != found.to_integral_value() or abs(found) >= 10**9:
        raise BadCell("whole", _("Write a whole number, for example 120."))
    return int(found)


def money(text: str, unit: str = "万元") -> Decimal:
    """In 10,000 yuan. A unit in the cell (亿元, 元) goes before the one of the heading."""
    plain = fold(text).replace(" ", "")
    found = WITH_UNIT.fullmatch(plain[: LONGEST_NUMBER + 8])
    said = found[2] if found else ""
    if found is None:
        return number(plain) * UNITS[unit]
    if said and said not in UNITS:
        raise BadCell(
            "unit",
            _("“%(unit)s” is no unit of money here: write 万元 or 亿元.") % {"unit": said[:10]},
        )
    return number(found[1]) * UNITS[said or unit]


UNIT_ABOVE = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(百万元|千万元|万元|亿元|千元|元)")


def unit_above(titles: Iterable[str]) -> str:
    """The unit of money that stands over the whole table: 单位：万元."""
    found = (UNIT_ABOVE.search(unicodedata.normalize("NFKC", title)) for title in titles)
    return next((match[1] for match in found if match), "")


def unit_in(heading: str) -> str:
    """The unit that a heading names, as in 营业收入（亿元）."""
    found = UNIT_IN_HEAD.search(unicodedata.normalize("NFKC", heading))
    return found[1] if found else ""


def day(text: str, coarse: bool = False) -> date:
    """2024-03-05, 2024年3月5日, 2024.3.5, 20240305, or Excel's own count of days (45356). With
    ``coarse`` a month or a year stands for its first day; else the missing day is told."""
    plain = fold(text)
    if "年" in plain:
        plain = _arabic(plain)
    if SERIAL.fullmatch(plain):
        return _of_serial(plain)
    found = DAY.fullmatch(plain) or DIGITS.fullmatch(plain)
    if found is None:
        if (short := _first_of(plain)) is not None:
            if coarse:
                return short
            raise BadCell("day_missing", _("The day is missing: write it, for example 2024-03-05."))
        raise BadCell("day", _("Write year, month and day, for example 2024-03-05."))
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise BadCell(
            "no_such_day", _("%(text)s is not in the calendar; check month and day.")
            % {"text": text[:20]},
        ) from error  # fmt: skip


def _first_of(plain: str) -> date | None:
    """The first day of a month or year, if that is all that is written."""
    month = MONTH.fullmatch(plain)
    if month is not None and 1 <= int(month[2]) <= 12:
        return date(int(month[1]), int(month[2]), 1)
    alone = re.fullmatch(r"(\d{4})年?", plain)
    return date(int(alone[1]), 1, 1) if alone is not None and alone[1] != "0000" else None


def year(text: str) -> int:
    """2015, 2015年, or the year of a day."""
    plain = _arabic(fold(text))
    if SERIAL.fullmatch(plain):
        return _of_serial(plain).year
    found = YEAR.fullmatch(plain)
    if found is None or not 1800 <= int(found[1]) <= 2200:
        raise BadCell("year", _("Write the year with four digits, for example 2015."))
    return int(found[1])


def yes_no(text: str) -> bool:
    plain = fold(text).casefold()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise BadCell("yes_no", _("Write 是 or 否."))


def _of_serial(plain: str) -> date:
    serial = int(Decimal(plain))
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise BadCell("day", _("Write year, month and day, for example 2024-03-05."))
    return EPOCH + timedelta(days=serial)


def _arabic(text: str) -> str:
    """二〇二四年三月十五日 → 2024年3月15日."""

    def tens(found: re.Match[str]) -> str:
        left, right = found[1].translate(HAN), found[2].translate(HAN)
        return str((int(left) if left else 1) * 10 + (int(right) if right else 0))

    digits = "一二三四五六七八九"
    return re.sub(f"([{digits}]?)十([{digits}]?)", tens, text).translate(HAN)
