"""Who started long work."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import declare, link
from cigu.core.personal.words import Basis

declare(
    "core_jobs.Job",
    link("owner"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.SELF,
)  # fmt: skip
