"""The records behind a figure, as far as a viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext

from cigu.core.access.scope import FULL, Access
from cigu.core.figures.expressions import ONE, Drill
from cigu.core.figures.registry import Result, visible_rows
from cigu.core.ui.counting import capped
from cigu.core.ui.keyset import Keyset, keys_of
from cigu.core.ui.paging import page_at
from cigu.faces.auditing.words import kind_word as called

MANY = 500
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


def is_many(result: Result) -> bool:
    """So many records that a page asks for its own part of them only."""
    return result.n_rows > MANY and hasattr(result.figure.expression, "drill")


def drilled(result: Result, user: Any) -> Any:
    """The same records as a question, each with what its name is made of."""
    return with_names(drill_of(result).rows.for_(user))


def drill_of(result: Result) -> Drill:
    expression: Any = result.figure.expression
    drill: Drill = expression.drill(result.where)
    return drill


def unseen(result: Result, user: Any) -> int:
    """How many of them the viewer may not see, up to the limit of counting."""
    rows, where = drill_of(result).rows, result.where
    if rows.model.scope.opens(Access.of(user), where.territory, where.domain):
        return 0
    return capped(rows.out_of_sight(user))


def newest(result: Result, user: Any, most: int) -> list[Record]:
    """The first of ``drilled`` as the short lists show them."""
    source = drill_of(result).source
    day = F(source.day_field).desc(nulls_last=True)  # the two databases differ about unknown days
    rows = drilled(result, user).order_by(day, "-pk")[:most]
    return [record(source.row(obj, ONE), obj) for obj in rows]


def page_of(result: Result, user: Any, after: str) -> tuple[list[Record], int, str | None]:
    """A page of the records that may be seen, how many more there are that may not, and the mark
    of the page that follows."""
    if not is_many(result):
        return (*records(result, user), None)
    source, rows = drill_of(result).source, drilled(result, user)
    keys = keys_of(rows.model, [(source.day_field, True)])
    page = page_at(Keyset(rows, keys, MANY), after)
    return (
        [record(source.row(obj, ONE), obj) for obj in page.rows], unseen(result, user),
        page.after or None,
    )  # fmt: skip


def record(row: Any, obj: Any) -> Record:
    return Record(
        row.object_type, obj.uid, name(obj), address(obj), owner(obj), kind_word(row.object_type),
        row.dated, row.contribution, row.synthetic,
    )  # fmt: skip


def kind_word(object_type: str) -> str:
    """What the site calls such a record, at the head of a cell."""
    return capfirst(called(object_type))


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
    return with_names(model.objects.for_(user).filter(uid__in=uids))


def with_names(rows: Any) -> Any:
    fields = {field.name for field in rows.model._meta.concrete_fields}
    related = [field for field in OWNERS if field in fields]
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
