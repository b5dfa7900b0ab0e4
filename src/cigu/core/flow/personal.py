"""What waits for a person."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import declare, link
from cigu.core.personal.words import Basis

declare(
    "core_flow.Task",
    link("party", party=True),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF,
)  # fmt: skip
