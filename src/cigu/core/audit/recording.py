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

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from cigu.core.database.points import reach

from . import context, keys
from .errors import AuditError
from .following import written
from .models import AuditedModel, AuditLeaf, PersonalValue
from .values import Exact, settle, snapshot

ALGORITHMS = ("sha256", "sm3")
SYSTEM = "system"
WHOLE = "leaf"  # the side of a value that is neither before nor after
COMMITTED = tuple(f"{name}:" for name in ALGORITHMS)
Row = TypeVar("Row", bound=AuditedModel)
_canonical = Exact(sort_keys=True, ensure_ascii=False).encode  # made once: a check asks it often
HASHED = (
    "txid", "recorded_at", "actor_id", "actor", "acting_for", "session", "address", "verb",
    "object_type", "object_uid", "object_revision", "business_date", "before", "after",
    "reason", "request_id", "algorithm",
)  # fmt: skip


@contextmanager
def change(
    verb: str, *, by: Any, on: date, reason: str = "", acting_for: Any = ""
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
            if outer is None:
                reach("change.before_commit")
        if outer is None and not connection.in_atomic_block:
            reach("change.committed")
    except BaseException:
        for before in reversed(step.saved):
            before.put_back()
        raise
    if outer is not None:
        outer.saved.extend(step.saved)  # it may still fail, and take these rows along


def leave_leaf(row: AuditedModel, before: dict[str, Any] | None) -> None:
    """Called by ``AuditedModel.save`` after the row is written."""
    step = check_in_action(row)
    after = told(row)
    old = None
    if before is not None:
        after = {k: v for k, v in after.items() if before.get(k) != v}
        old = {k: before.get(k) for k in after}
    reach("change.row_written")
    _write(step, row, old, after)
    reach("change.leaf_written")


def told(row: AuditedModel) -> dict[str, Any]:
    """The columns that a leaf speaks of."""
    skip = type(row).audit_ignore | {"revision"}
    return {k: v for k, v in row._stored.items() if k not in skip}


def create_many(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert a batch inside a ``change``: one statement for the rows, one for the leaves."""
    made = list(rows)
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
    leaves = [_leaf(step, row, None, told(row)) for row in made]
    AuditLeaf.objects.bulk_create([leaf for leaf, _aside in leaves], batch_size=500)
    _keep_aside(leaves)
    written(made, None)
    return made


def note(
    verb: str, *, by: Any, on: date, subject: str, uid: UUID,
    personal: dict[str, Any] | None = None, **detail: Any,
) -> None:  # fmt: skip
    """A leaf for something that changed no row: an export, a refusal, a sign-in. ``personal`` is
    kept aside, as the personal columns of rows are."""
    leaf, aside = _blank(context.Change(verb, by, on), subject, uid, 0), list[PersonalValue]()
    kept = {k: _aside(aside, "after", k, v) for k, v in (personal or {}).items()}
    leaf.after = plain(detail | kept)
    _close(leaf).save(force_insert=True)
    _keep_aside([(leaf, aside)])


def canonical(leaf: AuditLeaf) -> str:
    """The text whose hash is the leaf's."""
    body = {name: getattr(leaf, name) for name in HASHED}
    body["recorded_at"] = leaf.recorded_at.astimezone(UTC).isoformat()
    return _canonical(body)


def leaf_hash(leaf: AuditLeaf) -> str:
    return hashlib.new(leaf.algorithm, canonical(leaf).encode()).hexdigest()


def check_in_action(row: AuditedModel) -> context.Change:
    step = context.current.get()
    if step is None:
        raise AuditError("no_action", f"{type(row).__name__} was saved outside an action")
    return step


def _write(
    step: context.Change, row: AuditedModel, old: dict[str, Any] | None, new: dict[str, Any]
) -> None:
    leaf, aside = _leaf(step, row, old, new)
    leaf.save(force_insert=True)
    _keep_aside([(leaf, aside)])


def _keep_aside(leaves: list[tuple[AuditLeaf, list[PersonalValue]]]) -> None:
    for leaf, aside in leaves:
        for value in aside:
            value.leaf = leaf.pk
    PersonalValue.objects.bulk_create([v for _leaf, aside in leaves for v in aside], batch_size=500)


def _commit_to(
    row: AuditedModel, side: str, values: dict[str, Any] | None, aside: list[PersonalValue]
) -> dict[str, Any] | None:
    """Replace personal values by salted commitments, keeping the values aside. That there is none
    is no secret."""
    if values is None:
        return None
    out = dict(values)
    for field in type(row).audit_personal & set(values):
        if values[field] not in (None, ""):
            out[field] = _aside(aside, side, field, values[field])
    return out


def _aside(aside: list[PersonalValue], side: str, field: str, value: Any) -> str:
    salt, value = secrets.token_hex(16), plain(value)
    aside.append(PersonalValue(field=field, side=side, salt=salt, value=value))
    return commitment(salt, value, settings.AUDIT_HASH)


def commitment(salt: str, value: Any, algorithm: str = "sha256") -> str:
    """What a leaf says instead of a personal value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"{algorithm}:{hashlib.new(algorithm, (salt + text).encode()).hexdigest()}"


def _leaf(
    step: context.Change, row: AuditedModel, old: Any, new: Any
) -> tuple[AuditLeaf, list[PersonalValue]]:
    """The leaf and what it only commits to. Why something was done to a person's record may speak
    of the person, so the reason is kept aside too."""
    kind = row._meta.label_lower  # a frozen row has a column called object_type
    leaf, aside = _blank(step, kind, row.uid, row.revision), list[PersonalValue]()
    leaf.before = plain(_commit_to(row, "before", old, aside))
    leaf.after = plain(_commit_to(row, "after", new, aside))
    if type(row).audit_personal and leaf.reason:
        leaf.reason = _aside(aside, WHOLE, "reason", leaf.reason)
    return _close(leaf), aside


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
        actor=handle(step.by) or SYSTEM,
        acting_for=handle(step.acting_for),
        session=circumstances.session,
        address=_address(circumstances.address),
        verb=step.verb,
        object_type=subject,
        object_uid=uid,
        object_revision=revision,
        business_date=step.on,
        reason=step.reason,
        request_id=circumstances.id,
        algorithm=settings.AUDIT_HASH,
    )


def handle(who: Any) -> str:
    """How a leaf calls somebody: by public id, which stays when the name is erased; ``Asides``
    tells the name. A part of the machinery is called what it is called."""
    uid = getattr(who, "uid", None)
    return str(uid) if uid is not None else str(who or "")[:150]


def plain(values: Any) -> Any:
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
