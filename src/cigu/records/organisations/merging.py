"""Organisations that stand in the register twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.audit.holding import queue
from cigu.core.imports import merging
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.models import Merge

from .guards import can_edit
from .models import Organisation
from .names import core_of

FILLS = (
    "credit_code", "name_en", "short_name", "domain", "founded", "employees", "revenue", "contact",
    "products", "above_scale_since", "above_scale_until", "active_since",
    "active_until", "fact", "source",
)  # fmt: skip
MOST = 200  # groups of one page


def check_can_merge(loser: Organisation, survivor: Organisation, user: Any) -> None:
    for body in (loser, survivor):
        if not can_edit(body, user):
            raise NotAllowed()
    merging.check_can_merge(loser, survivor)


def merge_organisations(
    *, loser: Organisation, survivor: Organisation, by: Any, reason: str, on: date | None = None
) -> Merge:
    """``loser`` stays on record under its uid and name and leads to ``survivor``; what named it
    names ``survivor`` now."""
    check_can_merge(loser, survivor, by)
    _check_reason(reason)
    with acting("organisations.merge", by=by, on=on, reason=reason) as step:
        queue(survivor, loser, survivor.party, loser.party)
        check_can_merge(loser, survivor, by)
        return merging.merge(loser, survivor, FILLS, on=step.on, reason=reason)


def split_organisations(*, merge: Merge, by: Any, reason: str, on: date | None = None) -> Merge:
    """Two records again; what hung on each of them before hangs there again."""
    loser, survivor = merge.loser.organisation, merge.survivor.organisation
    if not (can_edit(loser, by) and can_edit(survivor, by)):
        raise NotAllowed()
    _check_reason(reason)
    with acting("organisations.split", by=by, on=on, reason=reason) as step:
        queue(merge, survivor, loser)
        if merge.undone_on is not None:
            raise ImportRefused("undone", _("This merging was taken back already."))
        return merging.split(merge, loser, survivor, on=step.on)


def duplicates(rows: Any) -> Iterator[list[Organisation]]:
    """Groups of nearly the same name: legal form, brackets and widths aside."""
    cores: dict[str, list[int]] = {}
    plain = rows.prefetch_related(None).select_related(None).order_by("pk")
    for pk, name, short in plain.values_list("pk", "name_zh", "short_name").iterator():
        for core in {core_of(name), core_of(short) if short else core_of(name)}:
            cores.setdefault(core, []).append(pk)
    groups = list(dict.fromkeys(tuple(pks) for pks in cores.values() if len(pks) > 1))[:MOST]
    found = {row.pk: row for row in rows.filter(pk__in={pk for pks in groups for pk in pks})}
    for pks in groups:
        yield [found[pk] for pk in pks]


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ImportRefused("reason", _("Give the reason."), field="reason")
