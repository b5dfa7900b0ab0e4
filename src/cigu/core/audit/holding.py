"""Rows that an action decides about wait for one action at a time.

A record guards itself: saving over a newer revision raises ``StaleRecord``. What an action reads
of *other* rows (is the need still open, how much does the provider carry, have all others
answered) could change between its look and its commit. So it first takes the rows that all such
actions share, and looks then. On SQLite the writer's lock does this already; what is left there
is to read again what came in before the lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from django.db.models import ForeignKey

from .errors import StaleRecord
from .models import AuditedModel
from .recording import check_in_action

CHUNK = 500


def queue(*rows: AuditedModel, unchanged: Iterable[AuditedModel] = ()) -> None:
    """Inside an action: wait for these rows, keep them until it ends, and read them again.

    Rows in ``unchanged`` must be as they were read, else ``StaleRecord``: what was typed or
    decided rests on them. Two actions that take the same rows take them in the same order, so
    they wait for each other and not for ever; an action takes all it needs in one call.
    """
    firm = list(unchanged)
    together: dict[type[AuditedModel], dict[int, list[AuditedModel]]] = {}
    for row in (*rows, *firm):  # asked for its class: who is signed in comes as a lazy object
        check_in_action(row)
        together.setdefault(row.__class__, defaultdict(list))[row.pk].append(row)
    held = {id(row) for row in firm}
    for model in sorted(together, key=lambda m: m._meta.label_lower):
        _take(model, together[model], held)


def _take(model: type[AuditedModel], known: dict[int, list[AuditedModel]], firm: set[int]) -> None:
    keys = iter(sorted(known))
    while chunk := list(islice(keys, CHUNK)):
        rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=chunk)
        for fresh in rows.order_by("pk"):
            for row in known[fresh.pk]:
                if id(row) in firm and row.revision != fresh.revision:
                    raise StaleRecord(row)
                _renew(row, fresh)


def _renew(row: AuditedModel, fresh: AuditedModel) -> None:
    """The columns as they are now; a related record that is another one now is forgotten."""
    for field in row._meta.concrete_fields:
        value = getattr(fresh, field.attname)
        if isinstance(field, ForeignKey) and getattr(row, field.attname) != value:
            row._state.fields_cache.pop(field.name, None)
        setattr(row, field.attname, value)
    row._stored = fresh._stored
