"""What leaves only point at, read for a whole page at once: personal values, and the names of those
who acted. Erased, they are gone from here; the leaves stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from .models import AuditedModel, AuditLeaf, PersonalValue
from .recording import COMMITTED, WHOLE


class Asides:
    def __init__(self, leaves: Iterable[AuditLeaf]) -> None:
        leaves = list(leaves)
        rows = PersonalValue.objects.filter(leaf__in=[leaf.pk for leaf in leaves])
        self._values = {(r.leaf, r.side, r.field): r.value for r in rows}
        self._names = names({h for leaf in leaves for h in (leaf.actor, leaf.acting_for)})

    def value(self, leaf: AuditLeaf, side: str, name: str) -> Any:
        return self._read(leaf, side, name, (getattr(leaf, side) or {}).get(name))

    def reason(self, leaf: AuditLeaf) -> str:
        return str(self._read(leaf, WHOLE, "reason", leaf.reason))

    def actor(self, leaf: AuditLeaf) -> str:
        return self._names.get(leaf.actor, leaf.actor)

    def acting_for(self, leaf: AuditLeaf) -> str:
        return self._names.get(leaf.acting_for, leaf.acting_for)

    def _read(self, leaf: AuditLeaf, side: str, name: str, said: Any) -> Any:
        if isinstance(said, str) and said.startswith(COMMITTED):
            return self._values.get((leaf.pk, side, name), _("erased"))
        return said


def names(handles: Iterable[str]) -> dict[str, str]:
    """Handle → name, of those that are public ids; what the machinery calls itself is no handle."""
    uids = {uid for uid in map(_uid, handles) if uid is not None}
    found: dict[str, str] = {}
    for model in _acting() if uids else []:
        rows = model._base_manager.filter(uid__in=uids)
        found |= {str(row.uid): str(row) for row in rows}
    return found


def _acting() -> list[type[AuditedModel]]:
    return [m for m in apps.get_models() if issubclass(m, AuditedModel) and m.audit_acts]


def _uid(handle: str) -> UUID | None:
    try:
        return UUID(handle)
    except ValueError:
        return None
