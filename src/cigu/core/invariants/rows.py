"""Invariants that are one question to the database: which rows are wrong?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q

from .registry import invariant

CHUNK = 500  # rows held in memory at once
Wrong = Any  # a Q or Exists, or a function that gives one when it is asked


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows, whoever asks: past scopes, and never to be written through."""
    return models.QuerySet(model).order_by("pk")


def never(name: str, sentence: str, model: type[models.Model], wrong: Wrong, *show: str) -> None:
    """Register: no row of ``model`` is ``wrong``. ``show`` names columns that explain why."""

    @invariant(name, sentence)
    def find() -> Iterator[str]:
        asked: Any = (
            wrong() if callable(wrong) and not hasattr(wrong, "resolve_expression") else wrong
        )
        key = "uid" if _has(model, "uid") else "pk"
        found = rows_of(model).filter(asked).values_list(key, *show)
        for row in found.iterator(CHUNK):
            yield line(model, row[0], **dict(zip(show, row[1:], strict=True)))


def line(model: type[models.Model], key: Any, /, **found: Any) -> str:
    """One violation: which record, and what was found there."""
    told = ", ".join(f"{name}={value}" for name, value in found.items())
    return f"{model._meta.label_lower} {key}" + (f": {told}" if told else "")


def before(later: str, earlier: str) -> Q:
    """A later day lies before an earlier one; unknown days say nothing."""
    return Q(**{f"{later}__lt": F(earlier)})


def differs(one: str, other: str) -> Q:
    """Both are known and they are not the same."""
    known = Q(**{f"{one}__isnull": False, f"{other}__isnull": False})
    return known & ~Q(**{one: F(other)})


def after_day(day: Callable[[], Any], *columns: str) -> Callable[[], Q]:
    """One of the days lies after ``day()``."""

    def wrong() -> Q:
        found = Q(pk__in=[])
        for column in columns:
            found |= Q(**{f"{column}__gt": day()})
        return found

    return wrong


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
