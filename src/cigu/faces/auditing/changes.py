"""One leaf in words: its fields before and after, as the site calls them. Of what holds values of
its own, such as answers, only the values that changed are told. What the leaf only commits to stays
closed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from cigu.core.audit.history import worded
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import COMMITTED

MOST = 200  # lines; a questionnaire has about a hundred answers


@dataclass(frozen=True)
class Changed:
    label: str
    part: str  # where inside the field; empty for the whole
    before: Any
    after: Any


def changes(leaf: AuditLeaf) -> tuple[list[Changed], int]:
    """The first lines, and how many more there are."""
    before, after = leaf.before or {}, leaf.after or {}
    found = [
        line for name in sorted(before.keys() | after.keys())
        for line in _lines(leaf, name, before.get(name), after.get(name))
    ]  # fmt: skip
    return found[:MOST], len(found[MOST:])


def _lines(leaf: AuditLeaf, name: str, before: Any, after: Any) -> Iterator[Changed]:
    field = _field(leaf.object_type, name)
    label = str(field.verbose_name) if field is not None else name
    if isinstance(before, dict | list) or isinstance(after, dict | list):
        old, new = dict(_inside(before)), dict(_inside(after))
        for part in [*old, *(part for part in new if part not in old)]:
            if old.get(part) != new.get(part):
                yield Changed(label, part, old.get(part), new.get(part))
        return
    yield Changed(label, "", _shown(field, before), _shown(field, after))


def _inside(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with the way to it; lists of plain values are one."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _inside(inner, f"{path} › {name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, inner in enumerate(value, 1):
            yield from _inside(inner, f"{path} › {number}" if path else str(number))
    elif isinstance(value, list):
        yield path, "、".join(map(str, value)) or None
    elif value not in (None, {}):
        yield path, value


def _shown(field: Any, value: Any) -> Any:
    told = opened(value)
    if told != value or field is None or _names_people(field):
        return told
    return worded(field, value)


def _names_people(field: Any) -> bool:
    return bool(getattr(field.related_model, "audit_personal", None))


def opened(value: Any) -> Any:
    """A commitment is no text for people; what it commits to is not the auditor's business."""
    if isinstance(value, str) and value.startswith(COMMITTED):
        return _("kept aside")
    return value


def _field(object_type: str, name: str) -> Any:
    try:
        model = apps.get_model(object_type)
    except (LookupError, ValueError):
        return None
    return next((f for f in model._meta.concrete_fields if f.attname == name), None)
