"""The history of one record, newest first, with names instead of column names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import AuditedModel, AuditLeaf, PersonalValue
from .recording import COMMITTED


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

    @property
    def late(self) -> bool:
        """Entered on another day than the one it speaks of."""
        return bool(timezone.localtime(self.at).date() != self.on)


def history(row: AuditedModel, limit: int | None = None) -> list[Entry]:
    leaves = AuditLeaf.objects.filter(object_type=row._meta.label_lower, object_uid=row.uid)
    chosen = list(leaves.order_by("-id")[:limit])
    personal = _personal(leaf.pk for leaf in chosen)
    return [_entry(type(row), leaf, personal) for leaf in chosen]


def _personal(leaves: Iterable[int]) -> dict[tuple[int, str, str], Any]:
    rows = PersonalValue.objects.filter(leaf__in=list(leaves))
    return {(r.leaf, r.side, r.field): r.value for r in rows}


def _entry(model: type[AuditedModel], leaf: AuditLeaf, personal: dict[Any, Any]) -> Entry:
    created = leaf.before is None
    names = sorted((leaf.after or {}).keys() | (leaf.before or {}).keys())
    changes = []
    for name in names:
        before, after = (_value(leaf, side, name, personal) for side in ("before", "after"))
        field = _field(model, name)
        if field is not None and not (created and after in EMPTY):
            changes.append(
                FieldChange(
                    name, str(field.verbose_name), _word(field, before), _word(field, after)
                )
            )
    return Entry(
        leaf.recorded_at, leaf.business_date, leaf.actor, leaf.verb, leaf.reason,
        leaf.object_revision, leaf.request_id, created, changes,
    )  # fmt: skip


def _value(leaf: AuditLeaf, side: str, name: str, personal: dict[Any, Any]) -> Any:
    """A personal value is kept aside; once erased, the leaf still commits to it."""
    told = (getattr(leaf, side) or {}).get(name)
    if isinstance(told, str) and told.startswith(COMMITTED):
        return personal.get((leaf.pk, side, name), _("erased"))
    return told


class Worded:
    """A field that names its values itself, as a state does."""

    def word(self, value: Any) -> Any:
        raise NotImplementedError


EMPTY: tuple[Any, ...] = (None, "", [], {})
HIDDEN = {"id", "uid", "revision", "synthetic", "pack_key", "origin_uid", "source_uid"}


def _field(model: type[AuditedModel], attname: str) -> Field[Any, Any] | None:
    found = [f for f in model._meta.concrete_fields if f.attname == attname]
    return None if not found or attname in HIDDEN else found[0]


def _word(field: Field[Any, Any], value: Any) -> Any:
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
