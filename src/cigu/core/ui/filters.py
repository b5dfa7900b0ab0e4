"""Filters of a list: their fields, their condition, and the pill that shows and removes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.search.asking import Asked, asked, contains, words_of

from .forms import DateField, TextField

Text = str | Promise
ANY = ("", gettext_lazy("Any"))


@dataclass(frozen=True)
class Filter:
    """One condition. ``fields`` are the model paths it reads; ``q`` overrides the condition."""

    name: str
    label: Text
    fields: tuple[str, ...] = ()
    q: Callable[[Any], Q] | None = None
    sensitive: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        return self.fields or (self.name,)

    def touches(self, masked: frozenset[str]) -> bool:
        return any(path.split("__")[0] in masked for path in self.paths)

    def names(self) -> list[str]:
        return [self.name]

    def form_fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def condition(self, cleaned: dict[str, Any]) -> Q | None:
        """None while the filter is not set."""
        value = cleaned.get(self.name)
        if value in (None, ""):
            return None
        return self.q(value) if self.q else self.match(value)

    def ask(self, model: Any, cleaned: dict[str, Any]) -> Asked | None:
        """The condition on rows of ``model``, and whether many rows may meet it."""
        found = self.condition(cleaned)
        return None if found is None else Asked(found)

    def match(self, value: Any) -> Q:
        return Q(**{self.paths[0]: value})

    def words(self, cleaned: dict[str, Any]) -> str:
        return _("%(label)s: %(value)s") % {"label": self.label, "value": self.told(cleaned)}

    def told(self, cleaned: dict[str, Any]) -> str:
        return str(cleaned[self.name])


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    choices: Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]] = ()

    def options(self) -> list[tuple[Any, Any]]:
        return list(self.choices() if callable(self.choices) else self.choices)

    def form_fields(self) -> dict[str, forms.Field]:
        return {
            self.name: forms.ChoiceField(
                label=str(self.label), required=False, choices=[ANY, *self.options()]
            )
        }

    def told(self, cleaned: dict[str, Any]) -> str:
        return str(dict(self.options()).get(cleaned[self.name], cleaned[self.name]))


@dataclass(frozen=True)
class TextFilter(Filter):
    """Each word stands in one of ``fields``, at least in part, whatever the case."""

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: TextField(label=self.label, required=False, max_length=60)}

    def ask(self, model: Any, cleaned: dict[str, Any]) -> Asked | None:
        """What ``condition`` says, by the index where there is one."""
        value = cleaned.get(self.name)
        if self.q or not value or not hasattr(model, "_meta"):
            return super().ask(model, cleaned)
        words = words_of(value)
        return _numbers(self.paths, words, asked(model, self.paths, words)) if words else None

    def match(self, value: Any) -> Q:
        return reduce(and_, (contains(self.paths, word) for word in words_of(value)), Q())


NUMBER = re.compile(r"[A-Z]{2,}-\d[\d-]*")


def _numbers(paths: tuple[str, ...], words: list[str], found: Asked) -> Asked:
    """The beginning that many numbers share is looked up in the index of numbers."""
    head = words[0].upper()
    if not found.many or len(words) > 1 or "number" not in paths or not NUMBER.fullmatch(head):
        return found
    return Asked(Q(number__gte=head, number__lt=f"{head}\uffff", number__startswith=head))


@dataclass(frozen=True)
class DateFilter(Filter):
    """From a day to a day, both included; either may be left open."""

    def names(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_to"]

    def form_fields(self) -> dict[str, forms.Field]:
        first, last = self.names()
        return {
            first: DateField(label=_("%(label)s from") % {"label": self.label}, required=False),
            last: DateField(label=_("%(label)s to") % {"label": self.label}, required=False),
        }

    def condition(self, cleaned: dict[str, Any]) -> Q | None:
        first, last = (cleaned.get(name) for name in self.names())
        if first is None and last is None:
            return None
        out = Q()
        if first is not None:
            out &= Q(**{f"{self.paths[0]}__gte": first})
        if last is not None:
            out &= Q(**{f"{self.paths[0]}__lte": last})
        return out

    def told(self, cleaned: dict[str, Any]) -> str:
        first, last = (cleaned.get(name) for name in self.names())
        if first and last:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        if first:
            return _("from %(day)s") % {"day": first}
        return _("until %(day)s") % {"day": last}
