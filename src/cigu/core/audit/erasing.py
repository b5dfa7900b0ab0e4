"""Personal values leave the rows and the side table; leaves, proofs and heads stay valid, because
they only ever held commitments and public ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import AuditedModel, AuditLeaf, PersonalValue
from .recording import WHOLE, change

VERB = "audit.erase_personal"
Blanks = Callable[[AuditedModel], dict[str, Any]]


@dataclass(frozen=True)
class Erased:
    """How many rows were emptied, and how many values of all their revisions are gone."""

    rows: int
    values: int


def erase_personal(
    rows: Iterable[AuditedModel], *, by: Any, on: date, reason: str,
    blanks: Blanks | None = None,
) -> Erased:  # fmt: skip
    """Empty personal columns of these rows, and forget them in all their leaves, in one
    transaction. The rows stay, under the same uid; objects held by the caller are stale
    afterwards. ``blanks`` gives for a row the columns and what stands there then; without it all
    of ``audit_personal`` goes. ``reason`` stays readable: it says why, not about whom."""
    count = values = 0
    with change(VERB, by=by, on=on, reason=reason):
        for row in rows:
            fresh = type(row)._base_manager.select_for_update().get(pk=row.pk)
            before = _leaves(fresh).order_by("-pk").values_list("pk", flat=True).first() or 0
            empty = (blanks or nothing)(fresh)
            for name, value in empty.items():
                setattr(fresh, name, value)
            fresh.save()
            values += _forget(fresh, set(empty), before)
            count += 1
    return Erased(count, values)


def naming(*words: str) -> Iterator[AuditedModel]:
    """Rows of every room whose personal text contains one of these words: notices and notes name
    people who are not their addressees. A word may be more than one person's name: look first."""
    for model in apps.get_models():
        if issubclass(model, AuditedModel):
            asked = [Q(**{f"{f.name}__contains": w}) for f in _texts(model) for w in words if w]
            if asked:
                yield from model._base_manager.filter(Q(*asked, _connector=Q.OR)).order_by("pk")


def _texts(model: type[AuditedModel]) -> list[Any]:
    return [
        field
        for field in _personal(model)
        if isinstance(field, (models.CharField, models.TextField))
    ]


def _personal(model: type[AuditedModel]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.attname in model.audit_personal]


def nothing(row: AuditedModel) -> dict[str, Any]:
    """What its personal columns hold that hold nothing about anybody any more."""
    return {field.attname: _nothing(row, field) for field in _personal(type(row))}


def _nothing(row: AuditedModel, field: Any) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.blank:
        return ""
    if field.unique:
        return f"erased-{row.uid.hex}"
    with override(settings.LANGUAGE_CODE):
        return _("erased")


def _leaves(row: AuditedModel) -> Any:
    kind = row._meta.label_lower  # a frozen row has a column called object_type
    return AuditLeaf.objects.filter(object_type=kind, object_uid=row.uid)


def _forget(row: AuditedModel, fields: set[str], before: int) -> int:
    """These columns in every leaf, and all reasons but that of the erasure."""
    gone = (Q(field__in=fields) & ~Q(side=WHOLE)) | Q(side=WHOLE, leaf__lte=before)
    mine = PersonalValue.objects.filter(gone, leaf__in=_leaves(row).values("pk"))
    return mine.delete()[0]
