"""Who is changing what, and which request it came with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Request:
    """The outer circumstances of a change, set by the middleware."""

    id: str = ""
    session: str = ""
    address: str | None = None


@dataclass(frozen=True)
class Change:
    """One action under way."""

    verb: str
    by: Any
    on: date
    reason: str = ""
    acting_for: Any = ""
    saved: list[Any] = field(default_factory=list, compare=False)  # put back if the action fails
    memo: dict[str, Any] = field(default_factory=dict, compare=False)


request: ContextVar[Request] = ContextVar("audit_request", default=Request())  # noqa: B039
current: ContextVar[Change | None] = ContextVar("audit_change", default=None)


@contextmanager
def known_as(uid: Any) -> Iterator[None]:
    """All leaves of a set of changes carry its uid, where those of a page carry the request's."""
    known = request.get()
    token = request.set(Request(str(uid), known.session, known.address))
    try:
        yield
    finally:
        request.reset(token)
