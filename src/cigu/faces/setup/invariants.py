"""What was left says why."""

from __future__ import annotations

from django.db.models import Q

from cigu.core.invariants.rows import never

from .models import SetupEntry

never(
    "setup.left_says_why", "a step that was left says why", SetupEntry, Q(outcome="left", told="")
)
never(
    "setup.step_known",
    "an entry belongs to a known step",
    SetupEntry,
    ~Q(step__in=SetupEntry.Step.values),
    "step",
)
