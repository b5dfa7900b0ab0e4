"""Forms: sections, known values with their source, optional marks. Fields come from ``fields``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .fields import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CreditCodeField,
    DateField,
    FileField,
    LongTextField,
    ModelChoiceField,
    MoneyField,
    NumberField,
    RadioField,
    TextField,
)

__all__ = [
    "CheckField", "ChoiceField", "ChoicesField", "CiguForm", "CiguModelForm", "CreditCodeField",
    "DateField", "DatedForm", "FileField", "LongTextField", "ModelChoiceField", "MoneyField",
    "NumberField", "RadioField", "TextField",
]  # fmt: skip


@dataclass(frozen=True)
class SectionOf:
    title: Any
    fields: list[Any]
    note: Any = ""


class CiguFormMixin:
    """``sections``: ``[(title, [names]), …]``; ``sources``: where a known value comes from."""

    layout: list[tuple[Any, list[str]]] = []
    mark_optional = True
    sources: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sources = dict(kwargs.pop("sources", None) or {})
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def sections(self) -> list[SectionOf]:
        if not self.layout:
            return [SectionOf("", list(self.visible_fields()))]  # type: ignore[attr-defined]
        return [SectionOf(title, [self[name] for name in names]) for title, names in self.layout]  # type: ignore[index]


class CiguForm(CiguFormMixin, forms.Form):
    """The base of the forms of all rooms."""


class CiguModelForm(CiguFormMixin, forms.ModelForm):
    """The same over a model; saving stays with the room's actions."""


class DatedForm(CiguForm):
    """Adds the business date and the reason that a day before today needs."""

    on = DateField(
        label=gettext_lazy("Date"), required=False, help_text=gettext_lazy("Left empty: today")
    )
    reason = TextField(
        label=gettext_lazy("Reason"), required=False, max_length=300,
        help_text=gettext_lazy("Needed for a day before today"),
    )  # fmt: skip
