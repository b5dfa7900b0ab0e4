"""``change()`` opens the transaction of an action; every saved row leaves a leaf in it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from . import context, keys
from .errors import AuditError
from .models import AuditedModel, AuditLeaf, PersonalValue
from .values import Exact, settle, snapshot

ALGORITHM = "sha256"
SYSTEM = "system"
COMMITTED = "sha256:"
Row = TypeVar("Row", bound=AuditedModel)
_canonical = Exact(sort_keys=True, ensure_ascii=False).encode  # made once: a check asks it often
HASHED = (
    "txid", "recorded_at", "actor_id", "actor", "acting_for", "session", "address", "verb",
    "object_type", "object_uid", "object_revision", "business_date", "before", "after",
    "reason", "request_id", "algorithm",
)  # fmt: skip


@contextmanager
def change(
    verb: str, *, by: Any, on: date, reason: str = "", acting_for: str = ""
) -> Iterator[context.Change]:
    """One transaction; an action called inside another joins it."""
    outer = context.current.get()
    step = context.Change(verb=verb, by=by, on=on, reason=reason, acting_for=acting_for)
    try:
        with transaction.atomic(savepoint=outer is None):
            token = context.current.set(step)
            try:
                yield step
            finally:
                context.current.reset(token)
    except BaseException:
        for before in reversed(step.saved):
            before.put_back()
        raise
    if outer is not None:
        outer.saved.extend(step.saved)  # it may still fail, and take these rows along


def leave_leaf(row: AuditedModel, before: dict[str, Any] | None) -> None:
    """Called by ``AuditedModel.save`` after the row is written."""
    step = check_in_action(row)
    after = _told(row)
    old = None
    if before is not None:
        after = {k: v for k, v in after.items() if before.get(k) != v}
        old = {k: before.get(k) for k in after}
    _write(step, row, old, after)


def _told(row: AuditedModel) -> dict[str, Any]:
    """The columns that a leaf speaks of."""
    skip = type(row).audit_ignore | {"revision"}
    return {k: v for k, v in row._stored.items() if k not in skip}


def create_many(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert a batch inside a ``change``: one statement for the rows, one for the leaves."""
    made = list(rows)
    if model.audit_personal:
        raise AuditError("personal_batch", f"{model.__name__} holds personal values: save singly")
    if not made:
        return made
    step = check_in_action(made[0])
    for row in made:
        settle(row)
        row._remember_for_rollback()
        row.revision = 1
    plain: models.QuerySet[Row] = models.QuerySet(model)  # ours refuses to write in bulk
    plain.bulk_create(made, batch_size=500)
    for row in made:
        row._stored = snapshot(row)
    leaves = [_leaf(step, row, None, _told(row)) for row in made]
    AuditLeaf.objects.bulk_create(leaves, batch_size=500)
    return made


def note(verb: str, *, by: Any, on: date, subject: str, uid: UUID, **detail: Any) -> None:
    """A leaf for something that changed no row: an export, a refusal, a sign-in."""
    step = context.Change(verb=verb, by=by, on=on)
    leaf = _blank(step, subject, uid, 0)
    leaf.after = _plain(detail)
    _close(leaf)
    leaf.save(force_insert=True)


def leaf_hash(leaf: AuditLeaf) -> str:
    body = {name: getattr(leaf, name) for name in HASHED}
    body["recorded_at"] = leaf.recorded_at.astimezone(UTC).isoformat()
    return hashlib.new(leaf.algorithm, _canonical(body).encode()).hexdigest()


def check_in_action(row: AuditedModel) -> context.Change:
    step = context.current.get()
    if step is None:
        raise AuditError("no_action", f"{type(row).__name__} was saved outside an action")
    return step


def _write(
    step: context.Change, row: AuditedModel, old: dict[str, Any] | None, new: dict[str, Any]
) -> None:
    kept: list[PersonalValue] = []
    old, new = _commit_to(row, "before", old, kept), _commit_to(row, "after", new, kept) or {}
    leaf = _leaf(step, row, old, new)
    leaf.save(force_insert=True)
    for value in kept:
        value.leaf = leaf.pk
    PersonalValue.objects.bulk_create(kept)


def _commit_to(
    row: AuditedModel, side: str, values: dict[str, Any] | None, kept: list[PersonalValue]
) -> dict[str, Any] | None:
    """Replace personal values by salted commitments, keeping the values aside."""
    if values is None:
        return None
    out = dict(values)
    for field in type(row).audit_personal & set(values):
        salt = secrets.token_hex(16)
        out[field] = commitment(salt, values[field])
        kept.append(PersonalValue(field=field, side=side, salt=salt, value=values[field]))
    return out


def commitment(salt: str, value: Any) -> str:
    """What a leaf says instead of a personal value."""
    plain = json.dumps(value, cls=Exact, ensure_ascii=False)
    return COMMITTED + hashlib.sha256((salt + plain).encode()).hexdigest()


def _leaf(step: context.Change, row: AuditedModel, old: Any, new: Any) -> AuditLeaf:
    kind = row._meta.label_lower  # a frozen row has a column called object_type
    leaf = _blank(step, kind, row.uid, row.revision)
    leaf.before, leaf.after = _plain(old), _plain(new)
    return _close(leaf)


def _close(leaf: AuditLeaf) -> AuditLeaf:
    """The hash speaks of the columns; the mark is made with a key outside the database."""
    leaf.leaf_hash = leaf_hash(leaf)
    leaf.mac = keys.mac(leaf.leaf_hash)
    return leaf


def _blank(step: context.Change, subject: str, uid: UUID, revision: int) -> AuditLeaf:
    circumstances = context.request.get()
    return AuditLeaf(
        txid=_transaction_id(step),
        recorded_at=timezone.now(),
        actor_id=getattr(step.by, "pk", None),
        actor=str(step.by) if step.by is not None else "system",
        acting_for=step.acting_for[:200],
        session=circumstances.session,
        address=_address(circumstances.address),
        verb=step.verb,
        object_type=subject,
        object_uid=uid,
        object_revision=revision,
        business_date=step.on,
        reason=step.reason,
        request_id=circumstances.id,
        algorithm=ALGORITHM,
    )


def _plain(values: Any) -> Any:
    """What either database will give back, so that the hash can be computed again from it:
    PostgreSQL keeps JSON numbers as decimals and writes a float such as 1e16 as an integer."""
    if values is None:
        return None
    text = json.dumps(values, cls=Exact, allow_nan=False)
    return json.loads(text, parse_float=_number)


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def _address(address: str | None) -> Any:
    """In the database's one spelling of it; a socket without address has none."""
    return AuditLeaf._meta.get_field("address").to_python(address or None)


def _transaction_id(step: context.Change) -> int | None:
    """Asked once for each change: a batch has thousands of leaves in one transaction."""
    if connection.vendor != "postgresql":
        return None
    if "txid" not in step.memo:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            step.memo["txid"] = int(cursor.fetchone()[0])
    return int(step.memo["txid"])
