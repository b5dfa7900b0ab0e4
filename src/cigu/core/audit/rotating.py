"""A new signing key, announced in the log that it signs from now on."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from cigu.core.clock.business import today

from . import keys
from .recording import note


def rotate(*, by: Any) -> keys.SigningKey:
    key = keys.rotate()
    with transaction.atomic():
        note(
            "audit.rotate_key", by=by, on=today(), subject="audit.key",
            uid=uuid5(NAMESPACE_OID, key.id), key=key.id, signing=key.signing,
            public=key.public.hex(),
        )  # fmt: skip
    return key
