"""A column of a list: where its value comes from, how it is drawn, sorted and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import words

Text = str | Promise
NUMERIC = {"number", "money", "percent"}
HIDDEN = object()  # stands for a value masked for the viewer


@dataclass(frozen=True)
class Column:
    """``kind``: text, two, number, money, percent, date, stamp, state, chip, clock, bool, figure,
    action. ``value``: a path ("organisation__name") or a function of the row; default: ``name``.
    ``sort``: True for the path, a field path, an expression, or several paths; None for a column
    that cannot.
    ``sensitive``: shown, sorted, filtered and exported only as ``Table.may_read`` allows.
    """

    name: str
    label: Text
    value: str | Callable[[Any], Any] | None = None
    kind: str = "text"
    sort: Any = None
    header: bool = False  # the row header, which is the row's link
    link: Callable[[Any], str] | None = None
    sensitive: bool = False
    export: Callable[[Any], Any] | None = None
    hide: bool = False  # not on a phone
    file_only: bool = False  # in exported files, not on the page
    places: int | None = None
    css: str = ""
    reads: tuple[str, ...] | None = None  # "app.model.field" of people; () for none (classes.py)

    @property
    def path(self) -> str:
        return self.value if isinstance(self.value, str) else self.name

    @property
    def sort_key(self) -> Any:
        return self.path if self.sort is True else self.sort

    def touches(self, fields: frozenset[str]) -> bool:
        """Whether value or order come from one of these model fields."""
        heads = {self.path.split("__")[0]} if not callable(self.value) else {self.name}
        keys = self.sort_key if isinstance(self.sort_key, tuple) else (self.sort_key,)
        paths = [getattr(key, "path", key) for key in keys]
        heads |= {path.split("__")[0] for path in paths if isinstance(path, str)}
        return bool(heads & fields)

    def get(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in self.path.split("__"):
            found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
            if found is None:
                return None
        return found() if callable(found) else found

    @property
    def classes(self) -> str:
        names = ["n" if self.kind in NUMERIC else "", "lg" if self.hide else "", self.css]
        if self.kind in {"date", "stamp", "clock"}:
            names.append("nw")
        if self.kind == "action":
            names.append("n")
        return " ".join(name for name in names if name)


def cell(column: Column, row: Any, value: Any, now: Any) -> SafeString:
    """The <td> or <th scope=row> of one value."""
    inside = masked() if value is HIDDEN else draw(column, value, row, now)
    url = column.link(row) if column.link and value is not HIDDEN else ""
    if url:
        inside = format_html('<a href="{}">{}</a>', url, inside)
    tag = SafeString('th scope="row"') if column.header else SafeString("td")
    end = SafeString("th") if column.header else SafeString("td")
    css = format_html(' class="{}"', column.classes) if column.classes else ""
    return format_html("<{}{}>{}</{}>", tag, css, inside, end)


def masked() -> SafeString:
    return format_html(
        '<span class="cg-hid"><span class="i i-lock" aria-hidden="true"></span> {}</span>',
        _("Withheld"),
    )


def dash() -> SafeString:
    return format_html('<span class="t3">{}</span>', words.DASH)


def draw(column: Column, value: Any, row: Any, now: Any) -> Any:
    if column.kind == "state":
        return words.chip(row.state_info.look, row.state_info.label)
    if column.kind == "bool":
        return words.yes_no(value)
    if value is None or value == "":
        return dash() if column.kind != "action" else ""
    return _DRAW.get(column.kind, _text)(column, value, now)


def _text(_column: Column, value: Any, _now: Any) -> Any:
    return value


def _two(_column: Column, value: Any, _now: Any) -> SafeString:
    return format_html('<span class="cg-two">{}<small>{}</small></span>', *value)


def _number(column: Column, value: Any, _now: Any) -> str:
    return words.num(value, column.places)


def _chip(_column: Column, value: Any, _now: Any) -> SafeString:
    look, label = value
    return words.chip(look, label)


def _clock(_column: Column, value: Any, now: Any) -> SafeString:
    due, paused = value if isinstance(value, tuple) else (value, False)
    return words.clock(due, now, paused=paused)


def _figure(_column: Column, value: Any, _now: Any) -> SafeString:
    number, url = value
    text = words.num(number)
    if number is None or not url:
        return format_html("{}", text)
    return format_html('<a class="cg-fig" href="{}">{}</a>', url, text)


def _action(_column: Column, value: Any, _now: Any) -> SafeString:
    label, url = value
    return format_html('<a class="btn btn-sm" href="{}">{}</a>', url, label)


_DRAW: dict[str, Callable[[Column, Any, Any], Any]] = {
    "two": _two,
    "number": _number,
    "money": lambda _c, value, _now: words.money(value),
    "percent": lambda c, value, _now: words.percent(value, 1 if c.places is None else c.places),
    "date": lambda _c, value, _now: words.day(value),
    "stamp": lambda _c, value, _now: words.stamp(value),
    "chip": _chip,
    "clock": _clock,
    "figure": _figure,
    "action": _action,
}
