"""Public ids. Random in life; a scenario seeds them so that every build is the same."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("uid_source", default=None)


def new_uid() -> uuid.UUID:
    source = _source.get()
    if source is None:
        return uuid.uuid4()
    return uuid.UUID(int=source.getrandbits(128), version=4)


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)
