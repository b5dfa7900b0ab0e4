"""``change()`` opens the transaction of an action; every saved row leaves a leaf in it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from . import context
from .errors import AuditError
from .models import AuditedModel, AuditLeaf, PersonalValue

ALGORITHM = "sha256"
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
    nested = context.current.get() is not None
    step = context.Change(verb=verb, by=by, on=on, reason=reason, acting_for=acting_for)
    with transaction.atomic(savepoint=not nested):
        token = context.current.set(step)
        try:
            yield step
        finally:
            context.current.reset(token)


def leave_leaf(row: AuditedModel, before: dict[str, Any] | None) -> None:
    """Called by ``AuditedModel.save``; fails, and so undoes the change, outside an action."""
    step = _step(row)
    skip = type(row).audit_ignore | {"revision"}
    after = {k: v for k, v in row._stored.items() if k not in skip}
    old = None
    if before is not None:
        changed = {k for k, v in after.items() if before.get(k) != v}
        if not changed:
            after = {}
        old = {k: before.get(k) for k in sorted(changed)}
        after = {k: v for k, v in after.items() if k in changed}
    _write(step, row, old, after)


def create_many(model: type[AuditedModel], rows: Iterable[AuditedModel]) -> list[AuditedModel]:
    """Insert a batch inside a ``change``: one statement for the rows, one for the leaves."""
    made = list(rows)
    if not made:
        return made
    step = _step(made[0])
    for row in made:
        row.revision = 1
    models.QuerySet(model).bulk_create(made, batch_size=500)
    leaves = []
    for row in made:
        row.remember()
        after = {k: v for k, v in row._stored.items() if k != "revision"}
        leaves.append(_leaf(step, row, None, after))
    if any(type(row).audit_personal for row in made):
        raise AuditError("personal_batch", f"{model.__name__} holds personal values: save singly")
    AuditLeaf.objects.bulk_create(leaves, batch_size=500)
    return made


def note(verb: str, *, by: Any, on: date, subject: str, uid: UUID, **detail: Any) -> None:
    """A leaf for something that changed no row: an export, a refusal, a sign-in."""
    step = context.Change(verb=verb, by=by, on=on)
    leaf = _blank(step, subject, uid, 0)
    leaf.after = detail
    leaf.leaf_hash = leaf_hash(leaf)
    leaf.save(force_insert=True)


def leaf_hash(leaf: AuditLeaf) -> str:
    body = {name: getattr(leaf, name) for name in HASHED}
    body["recorded_at"] = leaf.recorded_at.astimezone(UTC).isoformat()
    text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.new(leaf.algorithm, text.encode()).hexdigest()


def _step(row: AuditedModel) -> context.Change:
    step = context.current.get()
    if step is None:
        raise AuditError("no_action", f"{type(row).__name__} was saved outside an action")
    return step


def _write(step: Any, row: AuditedModel, old: dict[str, Any] | None, new: dict[str, Any]) -> None:
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
        plain = json.dumps(values[field], cls=DjangoJSONEncoder, ensure_ascii=False)
        out[field] = "sha256:" + hashlib.sha256((salt + plain).encode()).hexdigest()
        kept.append(PersonalValue(field=field, side=side, salt=salt, value=values[field]))
    return out


def _leaf(step: Any, row: AuditedModel, old: Any, new: Any) -> AuditLeaf:
    leaf = _blank(step, row.object_type, row.uid, row.revision)
    leaf.before, leaf.after = _plain(old), _plain(new)
    leaf.leaf_hash = leaf_hash(leaf)
    return leaf


def _blank(step: Any, subject: str, uid: UUID, revision: int) -> AuditLeaf:
    circumstances = context.request.get()
    return AuditLeaf(
        txid=_transaction_id(),
        recorded_at=timezone.now(),
        actor_id=getattr(step.by, "pk", None),
        actor=str(step.by) if step.by is not None else "system",
        acting_for=step.acting_for,
        session=circumstances.session,
        address=circumstances.address,
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
    """What the database will give back, so that the hash can be computed again from it."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _transaction_id() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])
