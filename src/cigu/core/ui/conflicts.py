"""Two versions of a record, side by side, in the words of the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cigu.core.audit.history import Entry, history

from . import words


@dataclass(frozen=True)
class Both:
    label: str
    now: str
    mine: str

    @property
    def differs(self) -> bool:
        return self.now != self.mine


def conflict_rows(form: Any, stored: dict[str, Any]) -> list[Both]:
    """``form`` is valid and holds mine; ``stored`` holds what is in the database now."""
    return [
        Both(
            str(bound.label),
            shown(bound.field, stored.get(bound.name)),
            shown(bound.field, form.cleaned_data.get(bound.name)),
        )
        for bound in form.visible_fields()
    ]


def shown(field: Any, value: Any) -> str:
    """One value as the page writes it; records and codes by their names."""
    if isinstance(value, list | tuple):
        return "、".join(shown(field, one) for one in value) or words.DASH
    if isinstance(value, bool):
        return words.yes_no(value)
    if value is None or value == "":
        return words.DASH
    if isinstance(value, date):
        return words.day(value)
    return _by_choice(field, getattr(value, "pk", value)) or _plain(value)


def _by_choice(field: Any, key: Any) -> str:
    choices = getattr(field, "choices", None) or ()
    return next((str(label) for code, label in choices if str(code) == str(key)), "")


def _plain(value: Any) -> str:
    number = words.as_decimal(value) if not isinstance(value, str) else None
    return str(value) if number is None else words.num(number.normalize() + 0)


def last_change(record: Any) -> Entry | None:
    entries = history(record, 1) if record is not None and hasattr(record, "uid") else []
    return entries[0] if entries else None
