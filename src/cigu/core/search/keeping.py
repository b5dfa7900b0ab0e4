"""The index follows its records: written in the transaction that writes the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from .models import SearchIndex
from .store import Store

BATCH = 1_000
ROUND = 10.0  # seconds that the worker fills at a time, with other work waiting


def columns_of(model: Any) -> tuple[str, ...]:
    """What a noun lets be searched; most tables are not searched at all."""
    found: tuple[str, ...] = getattr(model, "search_columns", ())
    return found


def nouns() -> list[Any]:
    return [model for model in apps.get_models() if columns_of(model)]


def said(row: Any) -> str:
    return "\n".join(str(getattr(row, name) or "") for name in columns_of(type(row)))


def follow(rows: Sequence[Any], before: dict[str, Any] | None) -> None:
    """Called with every written row; ``before``: its columns until now, None for new rows."""
    mine = defaultdict(list)
    for row in rows:
        names = columns_of(type(row))
        if names and (before is None or any(before.get(n) != row._stored[n] for n in names)):
            mine[type(row)].append((row.pk, said(row)))
    for model, texts in mine.items():
        Store(model).put(texts)


def ensure(**_signal: Any) -> None:
    """After a migration: an index for each noun. One without rows is complete as it is."""
    there = set(connection.introspection.table_names())
    if SearchIndex._meta.db_table not in there:
        return  # only some rooms were migrated; it is called again with the rest
    known = dict(SearchIndex.objects.values_list("kind", "columns"))
    for model in nouns():
        store, kind, names = Store(model), model._meta.label_lower, ",".join(columns_of(model))
        whole = store.table in there and known.get(kind) == names
        if whole or model._meta.db_table not in there:
            continue
        with transaction.atomic():
            if store.table not in there:
                store.make()
            store.clear()
            SearchIndex(
                kind=kind, columns=names, ready=not model._base_manager.exists()
            ).save(force_insert=kind not in known)  # fmt: skip


def is_ready(model: Any) -> bool:
    return bool(SearchIndex.objects.filter(pk=model._meta.label_lower, ready=True).exists())


def begin_anew() -> None:
    """Every index is emptied, and asked again only when it is full."""
    for model in nouns():
        with transaction.atomic():
            SearchIndex.objects.filter(pk=model._meta.label_lower).update(upto=0, ready=False)
            Store(model).clear()


def keep_full() -> None:
    """By the worker: what a migration or an interrupted rebuild left to be done."""
    end = monotonic() + ROUND
    for _done in fill():
        if monotonic() > end:
            return


def states() -> Iterator[tuple[str, int, int, bool]]:
    """Of each noun: its records, the id up to which they are indexed, whether all are."""
    for model in nouns():
        known = SearchIndex.objects.filter(pk=model._meta.label_lower).first()
        upto, ready = (known.upto, known.ready) if known else (0, False)
        yield str(model._meta.label), model._base_manager.count(), upto, ready


def fill() -> Iterator[tuple[int, int]]:
    """Batch by batch, from where the last one ended; yields what is done and what there is."""
    waiting = [model for model in nouns() if not is_ready(model)]
    total = sum(m._base_manager.count() for m in waiting)
    done = 0
    for model in waiting:
        while (n := _fill_some(model)) is not None:
            done += n
            yield done, total


def _fill_some(model: Any) -> int | None:
    """Rows are held until their text is in: nobody changes them between reading and writing."""
    with transaction.atomic():
        state = SearchIndex.objects.select_for_update().get(pk=model._meta.label_lower)
        if state.ready:
            return None
        rows = model._base_manager.filter(pk__gt=state.upto).order_by("pk")
        found = list(rows.select_for_update(no_key=True).only("pk", *columns_of(model))[:BATCH])
        Store(model).put([(row.pk, said(row)) for row in found])
        state.upto = found[-1].pk if found else state.upto
        state.ready = len(found) < BATCH
        state.save()
        return len(found)
