"""A leaf's hash from the columns as a driver gives them: no model, no settings, so that a process
of its own can do it a million times. ``recording.leaf_hash`` says the same of an object; tests
hold the two against each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from json.encoder import encode_basestring as text
from typing import Any

ORDER = (
    "id", "leaf_hash", "acting_for", "actor", "actor_id", "address", "after", "algorithm", "before",
    "business_date", "object_revision", "object_type", "object_uid", "reason", "recorded_at",
    "request_id", "session", "txid", "verb",
)  # fmt: skip
_POSTGRES = {
    "address": "host(address)", "after": "after::text", "before": "before::text",
    "business_date": "to_char(business_date, 'YYYY-MM-DD')", "object_uid": "object_uid::text",
    "recorded_at": "recorded_at AT TIME ZONE 'UTC'",
}  # fmt: skip
NAMED = (18, 11, 12, 10)  # verb, type, uid, revision
# an expression has no declared type, so Django's driver leaves it as it stands
_SQLITE = {name: f"{name} || ''" for name in ("business_date", "recorded_at")}
_encode: Callable[[Any], str] = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_loads = json.JSONDecoder().decode


def columns(vendor: str) -> str:
    known = _POSTGRES if vendor == "postgresql" else _SQLITE
    return ", ".join(known.get(name, f'"{name}"') for name in ORDER)


def digest(row: tuple[Any, ...]) -> str | None:
    """What the hash of this row would be; None where a column holds what it cannot hold."""
    try:
        said = body(row).encode()
        if row[7] == "sha256":
            return hashlib.sha256(said).hexdigest()
        return hashlib.new(row[7], said).hexdigest()
    except (TypeError, ValueError):  # a column of another type; text that is no JSON
        return None


def body(row: tuple[Any, ...]) -> str:
    """The canonical text. Each part is written from a column of its own kind, so that no column
    can pretend to be the next one."""
    (_id, _hash, acting_for, actor, actor_id, address, after, algorithm, before, day, revision,
     kind, uid, reason, at, request_id, session, txid, verb) = row  # fmt: skip
    return (
        f'{{"acting_for": {text(acting_for)}, "actor": {text(actor)},'
        f' "actor_id": {_number(actor_id)}, "address": {_maybe(address)},'
        f' "after": {_values(after)}, "algorithm": {text(algorithm)}, "before": {_values(before)},'
        f' "business_date": {text(day)}, "object_revision": {revision:d},'
        f' "object_type": {text(kind)}, "object_uid": {text(_uid(uid))}, "reason": {text(reason)},'
        f' "recorded_at": {text(_moment(at))}, "request_id": {text(request_id)},'
        f' "session": {text(session)}, "txid": {_number(txid)}, "verb": {text(verb)}}}'
    )


def named(row: tuple[Any, ...]) -> str:
    verb, kind, uid, revision = (row[n] for n in NAMED)
    return f"{verb} of {kind} {_uid(uid)} revision {revision}"


def _number(value: int | None) -> str:
    return "null" if value is None else f"{value:d}"


def _maybe(value: str | None) -> str:
    return "null" if value is None else text(value)


def _values(stored: str | None) -> str:
    return "null" if stored is None else _encode(_loads(stored))


def _uid(stored: str) -> str:
    """SQLite keeps 32 digits."""
    if len(stored) != 32:
        return stored
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def _moment(stored: Any) -> str:
    """SQLite keeps text in UTC, PostgreSQL gives a moment without zone."""
    if isinstance(stored, str):
        return f"{stored[:10]}T{stored[11:]}+00:00"
    return f"{stored.isoformat()}+00:00"
