"""Rows of a file against the register: what would be new, changed, unchanged, wrong or doubtful.

The same plan is made when a file is checked and again when it is written, so that what is written
is what was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .columns import CLEARED, Column, Kind
from .models import Import, ImportRow
from .nouns import Draft, Frame, Noun, bound
from .values import BadCell, unit_in

Outcome = ImportRow.Outcome


KEPT = 20_000  # names of one column that are kept looked up


def frame_of(batch: Import, noun: Noun, likeness: bool = True) -> Frame:
    units = {
        name: unit_in(batch.headings[int(at)]) or batch.unit for at, name in batch.mapping.items()
        if int(at) < len(batch.headings)
    }  # fmt: skip
    return Frame(noun, batch.owner, batch.territory, batch.domain, units, likeness=likeness)


def plan(rows: Sequence[ImportRow], frame: Frame) -> list[Draft]:
    """Sets outcome, faults, changes and likenesses of ``rows``; gives the drafts behind them."""
    noun = frame.noun
    drafts = [_draft(row, frame) for row in rows]
    _look_up(drafts, frame)
    noun.by_uid(drafts, frame.user)
    noun.recognise([d for d in drafts if d.known is None], frame)
    _warn_of_repeats(rows, drafts, noun)
    noun.prepare([d.known for d in drafts if d.known is not None])
    for row, draft in zip(rows, drafts, strict=True):
        _compare(draft, frame)
        _tell(row, draft, noun)
    return drafts


def lasting(batch: Import, noun: Noun) -> set[int]:
    """Rows, not yet written, with a change of a known record that cannot be put back by itself."""
    rows = batch.rows.filter(outcome=Outcome.CHANGED, written=False)
    return {
        pk for pk, changes in rows.values_list("pk", "changes").iterator()
        if not noun.lasting.isdisjoint(name for name, *_told in changes)
    }  # fmt: skip


def _draft(row: ImportRow, frame: Frame) -> Draft:
    draft = Draft(row.number, {}, decision=row.decision)
    for name, text in frame.noun.split(row.cells).items():
        column = frame.noun.column(name)
        if column is None or column.is_empty(text):
            continue
        if text == CLEARED:
            draft.values[name] = [] if column.kind == Kind.LINKS else None
            continue
        try:
            draft.values[name] = column.read(text, frame.units.get(name, ""))
        except BadCell as error:
            draft.fault(name, str(error))
    return draft


def _look_up(drafts: Sequence[Draft], frame: Frame) -> None:
    for column in frame.noun.columns:
        if bound(column):
            _look_up_column(column, [d for d in drafts if d.get(column.name)], frame)


def _look_up_column(column: Column, drafts: Sequence[Draft], frame: Frame) -> None:
    if not drafts or column.link is None:
        return
    kept = frame.found.setdefault(column.name, {})
    if len(kept) > KEPT:
        kept.clear()
    said = {text for draft in drafts for text in _texts(draft.values[column.name])}
    new = said - set(kept)
    if new:
        kept.update(column.link.find(new, frame.user))
    for draft in drafts:
        told = draft.values.pop(column.name)
        results = [kept[text] for text in _texts(told)]
        bad = [found for found in results if isinstance(found, BadCell)]
        for found in bad:
            draft.fault(column.name, str(found))
        if not bad:
            draft.values[column.name] = results[0] if column.kind == Kind.LINK else results


def _texts(told: Any) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _warn_of_repeats(rows: Sequence[ImportRow], drafts: Sequence[Draft], noun: Noun) -> None:
    """A record stands once in a file: the second row about it is told where the first is."""
    for row, draft in zip(rows, drafts, strict=True):
        row.key = _hashed(_identity(draft, noun))
    keys = {row.key for row in rows if row.key}
    if not keys:
        return
    earlier = ImportRow.objects.filter(batch=rows[0].batch_id, key__in=keys)
    earlier = earlier.exclude(decision="skip")
    first: dict[str, int] = {}
    for key, number in [*earlier.values_list("key", "number"), *_standing(rows)]:
        first[key] = min(first.get(key, number), number)
    for row, draft in zip(rows, drafts, strict=True):
        at = first.get(row.key, row.number)
        if row.key and at < row.number:
            draft.fault("", _("The same record stands in row %(row)d already.") % {"row": at})


def _standing(rows: Sequence[ImportRow]) -> list[tuple[str, int]]:
    return [(row.key, row.number) for row in rows if row.decision != "skip"]


def _identity(draft: Draft, noun: Noun) -> str:
    """Two rows about one known record are the same, whatever they call it."""
    return f"uid:{draft.known.uid}" if draft.known is not None else noun.identity(draft)


def _hashed(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest() if identity else ""


def _compare(draft: Draft, frame: Frame) -> None:
    noun = frame.noun
    if draft.known is None:
        _ask_for_required(draft, noun)
    for name, value in draft.values.items():
        column = noun.column(name)
        if draft.known is None or column is None or name == "uid":
            continue
        before = noun.current(draft.known, name)
        if column.same(before, value):
            continue
        if column.fixed:
            draft.fault(name, _("It stands as “%(before)s” in the register and is not changed by an"
                                " import.") % {"before": column.told(before)[:60]})  # fmt: skip
        elif value in (None, "", []) and column.required:
            draft.fault(name, _("This may not be emptied."))
        else:
            draft.changes[name] = (before, value)
    noun.check(draft, frame)


def _ask_for_required(draft: Draft, noun: Noun) -> None:
    for column in noun.columns:
        unread = any(fault.column == column.name for fault in draft.faults)
        if column.required and draft.get(column.name) in (None, "", []) and not unread:
            draft.fault(column.name, _("Fill this in."))


def outcome_of(draft: Draft) -> str:
    if draft.decision == "skip":
        return Outcome.SKIPPED
    if draft.faults:
        return Outcome.WRONG
    if draft.known is None:
        return Outcome.LIKE if draft.like and draft.decision != "new" else Outcome.NEW
    return Outcome.CHANGED if draft.changes else Outcome.SAME


def _tell(row: ImportRow, draft: Draft, noun: Noun) -> None:
    row.outcome = outcome_of(draft)
    row.faults = [[fault.column, fault.text] for fault in draft.faults]
    row.like = [[like.uid, like.label, like.why] for like in draft.like]
    # In the order of the columns: a database may give cells back in another one than they came in,
    # and what is planned again before it is written must compare equal.
    row.changes = [
        [column.name, *(column.told(value) for value in draft.changes[column.name])]
        for column in noun.columns
        if column.name in draft.changes
    ]
    row.label = (str(draft.known) if draft.known is not None else _label(row, noun))[:150]


def _label(row: ImportRow, noun: Noun) -> str:
    """The first required column says what a new record is called."""
    return next((row.cells[c.name] for c in noun.columns if row.cells.get(c.name)), "")


def tally(rows: Iterable[ImportRow], into: dict[str, int]) -> None:
    for row in rows:
        into[row.outcome] = into.get(row.outcome, 0) + 1
