"""What the index knows is what the records say."""

from __future__ import annotations

from collections.abc import Iterator

from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import line, rows_of

from .keeping import is_ready, nouns, said
from .store import Store

NEWEST = 2_000  # of each noun; a rebuild puts the rest right as well


@invariant("search.follows", "a record is found by what it says")
def follows() -> Iterator[str]:
    for noun in nouns():
        if not is_ready(noun):
            continue
        rows = {row.pk: row for row in rows_of(noun).order_by("-pk")[:NEWEST]}
        for pk in Store(noun).differing([(pk, said(row)) for pk, row in rows.items()]):
            yield line(noun, rows[pk].uid, said=said(rows[pk])[:40])
