"""A receiver of Cigu's webhooks, to copy: what it has to check before it believes a message.

Needs nothing but Python. ``Verifier.check`` returns the message or raises ``Refused``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

TOLERANCE = 300  # seconds that a message may be old, or ahead of our clock


class Refused(Exception):
    """Answer 400 and do nothing."""


class Seen(Exception):
    """It came before: answer 200 and do nothing."""


class Verifier:
    """``seen`` remembers ids for at least the tolerance; keep it where all your processes look,
    such as a table with the id as its key. Here it is a dictionary of this process."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self.key = base64.b64decode(secret.removeprefix("whsec_"))
        self.clock = clock
        self.seen: dict[str, float] = {}

    def check(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """``headers`` by lower-case name; ``body`` exactly as it came."""
        ident, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        self._check_signature(f"{ident}.{at}.".encode() + body, headers)
        now = self.clock()
        if not at.isdigit() or abs(now - int(at)) > TOLERANCE:
            raise Refused("too old, or from the future")
        self.seen = {known: when for known, when in self.seen.items() if now - when < 2 * TOLERANCE}
        if ident in self.seen:
            raise Seen(ident)
        self.seen[ident] = now
        message: dict[str, Any] = json.loads(body)
        return message

    def _check_signature(self, signed: bytes, headers: Mapping[str, str]) -> None:
        right = base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        given = headers.get("webhook-signature", "").split()
        if not any(hmac.compare_digest(f"v1,{right}".encode(), one.encode()) for one in given):
            raise Refused("the signature does not fit")
