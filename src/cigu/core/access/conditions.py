"""Conditions that a database can answer from its indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet

EVERYTHING = Q(pk__isnull=False)
NOTHING = Q(pk__isnull=True)


def any_of(*conditions: Q) -> Q:
    """Joined by or, without the parts that say nothing: they would hide an index from the
    database."""
    out = NOTHING
    for condition in conditions:
        if not condition or condition == EVERYTHING:
            return EVERYTHING
        if condition != NOTHING:
            out = condition if out == NOTHING else out | condition
    return out


def each_once(rows: QuerySet[Any], q: Q) -> QuerySet[Any]:
    """``rows`` that meet ``q``, none of them twice. Only a condition on many related rows needs
    the detour over a subquery, which keeps a database from reading in the order asked for."""
    return rows if q == EVERYTHING else rows.filter(as_condition(rows.model, q))


def as_condition(model: Any, q: Q) -> Q:
    if not any(_leads_to_many(model, path) for path in paths_of(q)):
        return q
    return Q(pk__in=model._base_manager.filter(q).values("pk"))


def paths_of(q: Q) -> Iterator[str]:
    """The paths of fields that a condition reads; expressions bring their own rows."""
    for child in q.children:
        if isinstance(child, Q):
            yield from paths_of(child)
        elif isinstance(child, tuple):
            yield child[0]


def _leads_to_many(model: Any, path: str) -> bool:
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return False  # a lookup, a transform or an annotation: no further row
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
        if model is None:
            return False
    return False
