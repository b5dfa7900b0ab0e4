"""The records behind a figure, as far as a viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import FULL
from cigu.core.figures.registry import Result, visible_rows

KINDS: dict[str, Any] = {
    "work_checkups.checkup": _("checkup"),
    "records_needs.need": _("need"),
    "work_matchmaking.match": _("invitation"),
    "work_roadshows.event": _("event"),
    "records_achievements.achievement": _("achievement"),
    "records_cooperations.cooperation": _("cooperation"),
}
OWNERS = ("organisation", "enterprise", "need", "provider")  # a match is called by its provider


@dataclass(frozen=True)
class Record:
    """One counted record: its name and address as the viewer may know them."""

    object_type: str
    uid: UUID
    label: str
    url: str
    owner: str
    kind: str
    dated: date | None
    contribution: Decimal
    synthetic: bool

    def __str__(self) -> str:
        return self.label


def records(result: Result, user: Any) -> tuple[list[Record], int]:
    """What may be seen, newest first, and how many more there are."""
    rows, hidden = visible_rows(result, user)
    known = objects(user, [(row.object_type, row.uid) for row in rows])
    found = [record(row, known[(row.object_type, row.uid)]) for row in rows]
    return sorted(found, key=lambda r: (r.dated or date.min, r.label), reverse=True), hidden


def record(row: Any, obj: Any) -> Record:
    return Record(
        row.object_type, obj.uid, name(obj), address(obj), owner(obj), kind_word(row.object_type),
        row.dated, row.contribution, row.synthetic,
    )  # fmt: skip


def kind_word(object_type: str) -> str:
    """What the site calls such a record; the models have no names in words."""
    return capfirst(str(KINDS.get(object_type, object_type.rpartition(".")[2])))


def objects(user: Any, wanted: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], Any]:
    """The rows named, through ``for_(user)``: what is hidden is simply not there."""
    out: dict[tuple[str, UUID], Any] = {}
    for kind in {kind for kind, _uid in wanted}:
        uids = [uid for other, uid in wanted if other == kind]
        for obj in seen(apps.get_model(kind), user, uids):
            out[(kind, obj.uid)] = obj
    return out


def seen(model: Any, user: Any, uids: Any) -> Any:
    """Those of the records that the user may see, with what their names are made of."""
    fields = {field.name for field in model._meta.concrete_fields}
    related = [field for field in OWNERS if field in fields]
    rows = model.objects.for_(user).filter(uid__in=uids)
    return rows.select_related(*related) if related else rows


def name(obj: Any) -> str:
    """A masked record is called by its number alone."""
    if obj.disclosure == FULL:
        return str(obj)
    return str(getattr(obj, "number", "") or gettext("Withheld"))


def owner(obj: Any) -> str:
    """Whom the record concerns, where the viewer may know it."""
    for field in OWNERS:
        if hasattr(obj, field):
            found = obj.shown(field)
            return str(found) if found is not None else ""
    return ""


def address(obj: Any) -> str:
    """A record without a page of its own, such as a part of another, has no address."""
    return str(obj.get_absolute_url()) if hasattr(obj, "get_absolute_url") else ""
