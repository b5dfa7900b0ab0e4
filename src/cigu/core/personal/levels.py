"""The class of a set of fields: the highest level among them, and whether any is personal.

``CIGU_DATA_LEVELS`` raises levels where the bureau judges so; it never lowers one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from .register import holding_of, holdings
from .words import Level


@dataclass(frozen=True)
class DataClass:
    level: Level = Level.GENERAL
    personal: bool = False
    sensitive: bool = False

    def __or__(self, other: DataClass) -> DataClass:
        return DataClass(
            max(self.level, other.level), self.personal or other.personal,
            self.sensitive or other.sensitive,
        )  # fmt: skip

    @property
    def needs_purpose(self) -> bool:
        return self.personal or self.level > Level.GENERAL

    def __str__(self) -> str:
        return _("Data level: %(level)s") % {"level": self.words}

    @property
    def words(self) -> str:
        told = [str(self.level.label)]
        if self.sensitive:
            told.append(_("holds sensitive personal information"))
        elif self.personal:
            told.append(_("holds personal information"))
        return " · ".join(told)

    @property
    def code(self) -> str:
        """For machines: the header of an answer, the audit."""
        kind = "sensitive" if self.sensitive else "personal" if self.personal else ""
        return "+".join(part for part in (self.level.name.lower(), kind) if part)


def class_of(model: Any, names: Iterable[str] | None = None) -> DataClass:
    """Of the named columns of a table, or of all."""
    holding, found = holding_of(model), DataClass(_raised(model._meta.label_lower))
    told = {t.name: t for t in holding.fields} if holding else {}
    for name in told if names is None else names:
        level = _raised(f"{model._meta.label_lower}.{name}")
        if (field := told.get(name)) is not None:
            found |= DataClass(max(level, field.level), True, field.sensitive)
        else:
            found |= DataClass(level)
    if names is None:
        prefix = f"{model._meta.label_lower}."
        for key in settings.DATA_LEVELS:
            found |= DataClass(_raised(key)) if key.startswith(prefix) else found
    return found


def _raised(key: str) -> Level:
    word = settings.DATA_LEVELS.get(key)
    return Level[word.upper()] if word else Level.GENERAL


def check_raised(**_kwargs: Any) -> list[Error]:
    """A name that no table has would protect nothing, silently."""
    return [Error(text, id="cigu.data_levels") for text in _wrong()]


def _wrong() -> Iterator[str]:
    for key, word in settings.DATA_LEVELS.items():
        label, name = ".".join(key.split(".")[:2]), ".".join(key.split(".")[2:])
        try:
            model = apps.get_model(label)
            if name:
                model._meta.get_field(name)
        except (LookupError, ValueError, FieldDoesNotExist):
            yield f"CIGU_DATA_LEVELS: there is no {key}; write app.model or app.model.field"
            continue
        holding = holdings().get(label)
        told = holding.field(name) if holding else None
        if told is not None and Level[word.upper()] < told.level:
            yield f"CIGU_DATA_LEVELS: {key} is {told.level.name.lower()} and is never lowered"
