"""How a row is spoilt: past actions, audit and the checks of the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

FUTURE, PAST = date(2099, 1, 1), date(1990, 1, 1)
Changes = dict[str, Any] | Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Spoil:
    """Change the first row of ``model`` that ``pick`` finds; it, or ``named``, must be reported."""

    model: str
    change: Changes
    pick: dict[str, Any] = field(default_factory=dict)
    named: Callable[[Any], Any] | None = None

    def __call__(self) -> str:
        row = rows(self.model).filter(**self.pick).order_by("pk").first()
        assert row is not None, f"the demo year holds no {self.model} with {self.pick}"
        named = self.named(row) if self.named else key(row)
        changes = self.change(row) if callable(self.change) else self.change
        rows(self.model).filter(pk=row.pk).update(**changes)
        return str(named)


@dataclass(frozen=True)
class Insert:
    """Put in a row that no action would make."""

    model: str
    values: Callable[[], dict[str, Any]]

    def __call__(self) -> str:
        kind: Any = apps.get_model(self.model)
        row = kind(**self.values())
        rows(self.model).bulk_create([row])
        return key(row)


@dataclass(frozen=True)
class Remove:
    """Delete a row as only SQL can; ``named`` is what then misses it."""

    model: str
    pick: dict[str, Any]
    named: Callable[[Any], Any]
    all_of: Callable[[Any], dict[str, Any]] = lambda row: {"pk": row.pk}

    def __call__(self) -> str:
        row = rows(self.model).filter(**self.pick).order_by("pk").first()
        assert row is not None, f"the demo year holds no {self.model} with {self.pick}"
        named = self.named(row)
        gone = rows(self.model).filter(**self.all_of(row))
        gone._raw_delete(gone.db)
        return str(named)


def rows(model: str) -> QuerySet[Any]:
    return QuerySet(apps.get_model(model))


def key(row: Any) -> str:
    return str(getattr(row, "uid", None) or row.pk)


def first(model: str, **pick: Any) -> Any:
    return rows(model).filter(**pick).order_by("pk").first()
