"""The history of one record, newest first, with names instead of column names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey
from django.utils import timezone

from .asides import Asides
from .models import AuditedModel, AuditLeaf


@dataclass(frozen=True)
class FieldChange:
    name: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    at: datetime
    on: Any
    actor: str
    verb: str
    reason: str
    revision: int
    request_id: str
    created: bool
    changes: list[FieldChange]
    leaf: int = 0

    @property
    def late(self) -> bool:
        """Entered on another day than the one it speaks of."""
        return bool(timezone.localtime(self.at).date() != self.on)


def history(row: AuditedModel, limit: int | None = None, before: int = 0) -> list[Entry]:
    """``before``: only what came earlier than that leaf."""
    leaves = AuditLeaf.objects.filter(object_type=row._meta.label_lower, object_uid=row.uid)
    if before:
        leaves = leaves.filter(id__lt=before)
    chosen = list(leaves.order_by("-id")[:limit])
    asides = Asides(chosen)
    return [_entry(type(row), leaf, asides) for leaf in chosen]


def _entry(model: type[AuditedModel], leaf: AuditLeaf, asides: Asides) -> Entry:
    created = leaf.before is None
    names = sorted((leaf.after or {}).keys() | (leaf.before or {}).keys())
    changes = []
    for name in names:
        before, after = (asides.value(leaf, side, name) for side in ("before", "after"))
        field = _field(model, name)
        if field is not None and not (created and after in EMPTY):
            changes.append(
                FieldChange(
                    name, str(field.verbose_name), worded(field, before), worded(field, after)
                )
            )
    return Entry(
        leaf.recorded_at, leaf.business_date, asides.actor(leaf), leaf.verb, asides.reason(leaf),
        leaf.object_revision, leaf.request_id, created, changes, leaf.pk,
    )  # fmt: skip


class Worded:
    """A field that names its values itself, as a state does."""

    def word(self, value: Any) -> Any:
        raise NotImplementedError


EMPTY: tuple[Any, ...] = (None, "", [], {})
HIDDEN = {"id", "uid", "revision", "synthetic", "pack_key", "origin_uid", "source_uid"}


def _field(model: type[AuditedModel], attname: str) -> Field[Any, Any] | None:
    found = [f for f in model._meta.concrete_fields if f.attname == attname]
    return None if not found or attname in HIDDEN else found[0]


def worded(field: Field[Any, Any], value: Any) -> Any:
    """As the site shows it."""
    if value is None or value == "":
        return None
    if isinstance(field, Worded):
        return field.word(value)
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(field, ForeignKey):
        model: Any = field.remote_field.model
        row = model._base_manager.filter(**{field.target_field.attname: value}).first()
        return str(row) if row is not None else value
    return value
