"""What a room declares about one column of its workbook, and how a cell becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from cigu.engines.basis.credit_code import CreditCodeError, validate_credit_code

from . import values
from .cells import LONGEST, clean, is_nothing, is_withheld, key_of
from .codes import code_help
from .values import BadCell

Text = str | Promise
CLEARED = "〔清空〕"  # typed into a cell, it empties what stands in the record
SPLIT = "、,，;；|/\n"


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"  # a unified social credit code
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"  # in 10,000 yuan
    DAY = "day"
    YEAR = "year"
    BOOL = "bool"
    CHOICE = "choice"
    LINK = "link"  # a record, named in words
    LINKS = "links"  # several of them


class Link:
    """Finds the records that cells name. A room gives ``rows`` and what names them."""

    def rows(self, user: Any) -> Any:
        raise NotImplementedError

    def names(self, row: Any) -> Iterable[str]:
        """All that the row may be called, its own name first."""
        raise NotImplementedError

    def narrowed(self, rows: Any, texts: set[str]) -> Any:
        """Only rows that may fit; by default all are read, which suits short lists."""
        return rows

    def told(self, row: Any) -> str:
        return next(iter(self.names(row)))

    def offered(self, user: Any) -> list[str]:
        """For the drop-down of a template; empty where there are too many."""
        return []

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        """Text → the record, or a ``BadCell`` that says why not."""
        wanted = {text: key_of(text) for text in texts}
        found: dict[str, dict[int, Any]] = {}
        for row in self.narrowed(self.rows(user), set(wanted)):
            for name in self.names(row):
                found.setdefault(key_of(name), {})[row.pk] = row
        return {text: _the_one(text, found.get(key, {})) for text, key in wanted.items()}


def _the_one(text: str, rows: dict[Any, Any]) -> Any:
    if len(rows) == 1:
        return next(iter(rows.values()))
    if not rows:
        return BadCell(
            "unknown", _("“%(text)s” is not in the register: correct it, or register it first.")
            % {"text": text[:40]},
        )  # fmt: skip
    return BadCell(
        "several", _("“%(text)s” names %(n)d records: write the full name or the code.")
        % {"text": text[:40], "n": len(rows)},
    )  # fmt: skip


@dataclass(frozen=True)
class Column:
    """``name`` is what the room's action calls it; ``aliases`` are headings of bureaus."""

    name: str
    label: Text
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    note: Text = ""
    example: str = ""
    choices: Sequence[tuple[Any, Text]] = ()
    words: dict[str, Any] = field(default_factory=dict)  # more words for the choices
    link: Link | None = None
    most: int = 200  # characters
    low: Any = None
    high: Any = None
    fixed: bool = False  # set when a record is made; an import does not change it afterwards
    adds: bool = False  # of LINKS: what is named is added, nothing is taken away
    places: int = 2
    coarse: bool = False  # of DAY: a month or a year stands for its first day

    def __hash__(self) -> int:
        return hash(self.name)

    def headings(self) -> list[str]:
        """All that the column may be called in a file, in both languages."""
        found = [*self.aliases]
        for language in ("zh-hans", "en"):
            with override(language):
                found.insert(0, str(self.label))
        return list(dict.fromkeys(found))

    def read(self, text: str, unit: str = "") -> Any:
        """The value of a cell that holds something. A link stays text; ``Link`` looks it up."""
        if len(text) > min(self.most, LONGEST) and self.kind in (Kind.TEXT, Kind.LINK):
            raise BadCell("long", _("At most %(most)d characters.") % {"most": self.most})
        found = _READ[self.kind](self, text, unit)
        if self._outside(found):
            raise BadCell(
                "range", _("Enter a number from %(low)s to %(high)s.")
                % {"low": self.low if self.low is not None else "…",
                   "high": self.high if self.high is not None else "…"},
            )  # fmt: skip
        return found

    def _outside(self, value: Any) -> bool:
        low, high = self.low, self.high
        return (low is not None and value < low) or (high is not None and value > high)

    def is_empty(self, text: str) -> bool:
        """“无” says no in a column of yes and no, and nothing elsewhere."""
        if self.kind == Kind.BOOL:
            return not text or is_withheld(text)
        return is_nothing(text)

    def told(self, value: Any) -> str:
        """The value as a cell that ``read`` understands again."""
        if value is None or value == "":
            return ""
        if self.kind == Kind.BOOL:
            return "是" if value else "否"
        if self.kind == Kind.CHOICE:
            return self.word(value)
        if self.kind == Kind.LINK and self.link is not None:
            return self.link.told(value)
        if self.kind == Kind.LINKS and self.link is not None:
            return "、".join(sorted(self.link.told(row) for row in value))
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return str(value)

    def word(self, value: Any) -> str:
        with override("zh-hans"):
            return next((str(w) for v, w in self.choices if v == value), str(value))

    def same(self, one: Any, two: Any) -> bool:
        """Whether a record that holds ``one`` would not be changed by ``two``."""
        if self.kind == Kind.LINKS:
            before, after = set(one or ()), set(two or ())
            return after <= before if self.adds else before == after
        if self.kind in (Kind.MONEY, Kind.NUMBER) and one is not None and two is not None:
            return bool(Decimal(one) == Decimal(two))
        if isinstance(one, str) and isinstance(two, str):
            return clean(one) == clean(two)
        return bool((one if one != "" else None) == (two if two != "" else None))


def _text(_column: Column, text: str, _unit: str) -> str:
    return text


def _code(_column: Column, text: str, _unit: str) -> str:
    try:
        return validate_credit_code(text.lstrip("'‘’`"))
    except CreditCodeError as error:
        raise BadCell(error.code, code_help(error)) from error


def _choice(column: Column, text: str, _unit: str) -> Any:
    wanted = key_of(text) or text
    for language in ("zh-hans", "en"):
        with override(language):
            for value, word in column.choices:
                if wanted in (key_of(str(word)) or str(word), str(value).casefold()):
                    return value
    for word, value in column.words.items():
        if wanted == key_of(word):
            return value
    with override("zh-hans"):
        words = "、".join(str(word) for _value, word in column.choices)
    raise BadCell("choice", _("Choose one of: %(words)s.") % {"words": words})


def _number(column: Column, text: str, _unit: str) -> Decimal:
    found = values.number(text)
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > column.places:
        raise BadCell("places", _("At most %(n)d decimals.") % {"n": column.places})
    return found


def _money(_column: Column, text: str, unit: str) -> Decimal:
    """To the cent of 10,000 yuan; what is smaller is rounded as the database would."""
    found = values.money(text, unit or "万元")
    if abs(found) >= 10**12:
        raise BadCell("large", _("This amount cannot be: check the unit in the heading."))
    return found.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def _links(_column: Column, text: str, _unit: str) -> tuple[str, ...]:
    for sign in SPLIT:
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(part.strip() for part in text.split("、") if part.strip()))


_READ: dict[Kind, Callable[[Column, str, str], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.WHOLE: lambda _c, text, _u: values.whole(text),
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DAY: lambda c, text, _u: values.day(text, c.coarse),
    Kind.YEAR: lambda _c, text, _u: values.year(text),
    Kind.BOOL: lambda _c, text, _u: values.yes_no(text),
    Kind.CHOICE: _choice,
    Kind.LINK: _text,
    Kind.LINKS: _links,
}


def named(*lines: str) -> tuple[str, ...]:
    """Headings with blanks between them."""
    return tuple(word for line in lines for word in line.split())


def choices_of(enum: type[models.TextChoices]) -> list[tuple[Any, Text]]:
    return [(value, label) for value, label in enum.choices]
