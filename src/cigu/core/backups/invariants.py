"""The records of drills agree with themselves."""

from __future__ import annotations

from django.db.models import Q

from cigu.core.invariants.rows import before, never

from .models import Drill

never(
    "backups.drill_outcome_known",
    "a drill passed or failed",
    Drill,
    ~Q(outcome__in=Drill.Outcome.values),
    "outcome",
)
never(
    "backups.drill_ends_after_begin",
    "a drill does not end before it began",
    Drill,
    before("ended_at", "began_at"),
    "backup",
)
never(
    "backups.drill_after_backup",
    "a drill does not begin before its backup was made",
    Drill,
    before("began_at", "made_at"),
    "backup",
)
never(
    "backups.failed_drill_says_why",
    "a drill that failed names a fault, one that passed names none",
    Drill,
    Q(outcome="failed", faults=[]) | (Q(outcome="passed") & ~Q(faults=[])),
    "backup",
)
never(
    "backups.passed_drill_misses_nothing",
    "a drill that passed missed no document",
    Drill,
    Q(outcome="passed", missing__gt=0),
    "backup",
    "missing",
)
