"""The data class of a list: what its columns show of people, and the levels of its fields.

A column that is a field, or a path to one, is looked up in the register. What cannot be followed,
a function of the row, counts as everything the table holds on people, unless the column says with
``reads`` what it shows: a class may be too high and never too low.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model

from cigu.core.personal.levels import DataClass, class_of
from cigu.core.personal.register import Told, holding_of
from cigu.core.personal.words import Category

from .columns import Column

PLAIN = {"number", "money", "percent", "date", "stamp", "clock", "bool", "state", "action"}


def class_of_fields(names: Iterable[str]) -> DataClass:
    """Of fields named in full: ``records_people.person.name``."""
    found = DataClass()
    for name in names:
        label, _dot, field = name.rpartition(".")
        found |= class_of(apps.get_model(label), [field])
    return found


def class_of_columns(model: Any, columns: Iterable[Column]) -> DataClass:
    """``model`` is no table where a list is worked out: then only ``reads`` says something."""
    stored = isinstance(model, type) and issubclass(model, Model)
    found = class_of(model, []) if stored else DataClass()
    for column in columns:
        if column.reads is not None:
            found |= class_of_fields(column.reads)
        elif stored:
            found |= _class_of_column(model, column)
    return found


def _class_of_column(model: Any, column: Column) -> DataClass:
    path = column.name if callable(column.value) else column.path
    at, field = model, None
    for part in path.split("__"):
        try:
            field = at._meta.get_field(part)
        except FieldDoesNotExist:
            return DataClass() if _says_nothing(path, column) else _everything(at)
        if isinstance(field, ForeignKey):
            at = field.related_model
    if isinstance(field, ForeignKey):
        return class_of(at, _names(at, lambda told: told.category == Category.IDENTITY))
    return class_of(at, [path.rpartition("__")[2]])


def _says_nothing(path: str, column: Column) -> bool:
    """The word for a choice, or a kind that holds no text."""
    return column.kind in PLAIN or (path.startswith("get_") and path.endswith("_display"))


def _everything(model: Any) -> DataClass:
    return class_of(model, _names(model, lambda told: not (told.secret or told.is_link)))


def _names(model: Any, wanted: Any) -> list[str]:
    holding = holding_of(model)
    fields: tuple[Told, ...] = holding.fields if holding else ()
    return [told.name for told in fields if wanted(told)]
