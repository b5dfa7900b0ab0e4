"""Which tables a figure reads: a change in any of them may change its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.utils.functional import Promise

from .models import Completeness
from .sources import Source

PLAIN = (str, Promise, int, float, Decimal, type(None))  # what reads no table


class Unclear(Exception):
    """The expression does not show what it reads."""


def models_of(expression: Any) -> frozenset[str] | None:
    """Labels of the models; None where one cannot tell."""
    try:
        found = frozenset(_models(expression))
    except Unclear:
        return None
    return found | {Completeness._meta.label_lower}


def _models(part: Any) -> Iterator[str]:
    if isinstance(part, Source):
        yield from _of_source(part)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _models(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _models(getattr(part, field.name))
        key = getattr(part, "key", None) or getattr(part, "field", None)
        if key:
            yield from _along(part.source.model, key)  # type: ignore[union-attr]
    elif not isinstance(part, PLAIN):
        raise Unclear


def _of_source(source: Source) -> Iterator[str]:
    paths = [source.territory, source.domain, source.dated, *(source.valid or ())]
    for path in [*paths, *_paths(source.only)]:
        yield from _along(source.model, path)


def _paths(q: Q) -> Iterator[str]:
    for child in q.children:
        if isinstance(child, Q):
            yield from _paths(child)
        elif isinstance(child, tuple) and not hasattr(child[1], "resolve_expression"):
            yield child[0]
        else:
            raise Unclear  # an expression may read any table


def _along(model: Any, path: str) -> Iterator[str]:
    yield model._meta.label_lower
    for name in path.split("__"):
        try:
            model = model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return
        if model is None:
            return
        yield model._meta.label_lower
