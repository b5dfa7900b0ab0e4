"""One record found twice: what hangs on the second one is hung on the first, and can be taken
back. Which tables point to a record is asked of the models, so a room that comes later is not
forgotten; a model with ``stays_when_merged`` keeps pointing to the record it was written for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cigu.core.access.models import Party
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.models import AuditedModel
from cigu.engines.basis.errors import CiguError

from .errors import ImportRefused
from .models import Merge

Link = list[str]  # label of the model, uid of the row, name of the field


def links_to(record: AuditedModel) -> Iterator[tuple[Any, Any]]:
    """(model, field) of the audited tables that point to it, one row to one record aside."""
    for found in record._meta.get_fields(include_hidden=True):
        model, field = getattr(found, "related_model", None), getattr(found, "field", None)
        if not (found.auto_created and not found.concrete and found.one_to_many and model):
            continue
        own = model in (Merge, type(record)) or getattr(model, "stays_when_merged", False)
        if issubclass(model, AuditedModel) and not own:
            yield model, field


def count_links(record: Any) -> list[tuple[str, int]]:
    """For a look before: (label of the kind of record, how many point here)."""
    found: dict[str, int] = {}
    for target in (record, record.party):
        for model, field in links_to(target):
            n = model._base_manager.filter(**{field.name: target}).count()
            name = model._meta.label_lower
            if n:
                found[name] = found.get(name, 0) + n
    return sorted(found.items(), key=lambda item: -item[1])


def check_can_merge(loser: Any, survivor: Any) -> None:
    """What must hold whoever asks."""
    if loser.pk == survivor.pk:
        raise ImportRefused("same", _("Choose two records."), field="into")
    for record in (loser, survivor):
        if record.merged_into_id is not None:
            raise ImportRefused(
                "merged", _("%(name)s was merged already.") % {"name": record}, field="into"
            )
    if loser.synthetic != survivor.synthetic:
        raise ImportRefused(
            "basis", _("One is real, the other synthetic. Choose two of one kind."), field="into"
        )


def merge(loser: Any, survivor: Any, fills: Sequence[str], *, on: date, reason: str) -> Merge:
    """Inside an action that holds both records."""
    check_can_merge(loser, survivor)
    moved: list[Link] = []
    left: list[Link] = []
    for old, new in ((loser, survivor), (loser.party, survivor.party)):
        for model, field in links_to(old):
            _move_all(model, field, (old, new), moved, left)
    _settle(moved, loser, survivor)
    filled = _fill(loser, survivor, fills)
    loser.merged_into = survivor
    loser.save()
    survivor.save()
    row = Merge(
        loser=loser.party, survivor=survivor.party, moved=moved, left=left, filled=filled,
        merged_on=on, reason=reason, synthetic=loser.synthetic,
    )  # fmt: skip
    row.save()
    return row


def split(row: Merge, loser: Any, survivor: Any, *, on: date) -> Merge:
    """What was moved goes back, unless somebody has moved it on since."""
    for label, uid, name in row.moved:
        record = apps.get_model(label)._base_manager.get(uid=uid)
        party = record._meta.get_field(name).related_model is Party
        here, home = (survivor.party, loser.party) if party else (survivor, loser)
        if getattr(record, f"{name}_id") == here.pk:
            _point(record, name, home)
    _settle(row.moved, loser, survivor)
    _empty(row, loser, survivor)
    loser.merged_into = None
    loser.save()
    row.undone_on = on
    row.save()
    return row


def standing(party: Any) -> Merge | None:
    """The merge that took this record away, if it was not taken back."""
    found: Merge | None = Merge.objects.filter(loser=party, undone_on__isnull=True).first()
    return found


def _move_all(
    model: Any, field: Any, pair: tuple[Any, Any], moved: list[Link], left: list[Link]
) -> None:
    """What the survivor has already, such as the same segment, stays where it is."""
    old, new = pair
    for row in model._base_manager.filter(**{field.name: old}).order_by("pk"):
        link = [model._meta.label_lower, str(row.uid), field.name]
        (moved if _point(row, field.name, new) else left).append(link)


def _point(row: Any, name: str, target: Any) -> bool:
    setattr(row, name, target)
    try:
        with transaction.atomic():
            row.save()
            for after in getattr(type(row), "after_merge", ()):
                getattr(row, after)()
    except StaleRecord:
        raise
    except (IntegrityError, CiguError):
        return False
    return True


def _settle(moved: Sequence[Link], *records: Any) -> None:
    """Models whose rows are told in an order of their own put it right when all are moved."""
    for label in sorted({label for label, _uid, _name in moved}):
        settle = getattr(apps.get_model(label), "settle_after_merge", None)
        if settle is not None:
            settle(records)


def _fill(loser: Any, survivor: Any, names: Sequence[str]) -> dict[str, Any]:
    """Where the survivor knows nothing it learns from the other; a code that is used once moves."""
    filled: dict[str, Any] = {}
    for name in names:
        field = loser._meta.get_field(name)
        value = getattr(loser, field.attname)
        if value in (None, "") or getattr(survivor, field.attname) not in (None, ""):
            continue
        filled[name] = field.value_to_string(loser)
        setattr(survivor, field.attname, value)
        if field.unique:
            setattr(loser, field.attname, None)
    return filled


def _empty(row: Merge, loser: Any, survivor: Any) -> None:
    """Only what still stands as it was taken over."""
    for name, text in row.filled.items():
        field: models.Field[Any, Any] = survivor._meta.get_field(name)
        if field.value_to_string(survivor) != text:
            continue
        value = getattr(survivor, field.attname)
        setattr(survivor, field.attname, None if field.null else "")
        if field.unique:
            setattr(loser, field.attname, value)
    survivor.save()
