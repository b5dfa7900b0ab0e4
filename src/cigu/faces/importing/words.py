"""How states and outcomes look, and what an import is called in a sentence."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cigu.core.imports.columns import Column
from cigu.core.imports.guards import AT_WORK
from cigu.core.imports.models import Import, ImportRow
from cigu.core.imports.nouns import noun
from cigu.core.jobs.models import Job

State, Outcome = Import.State, ImportRow.Outcome
LOOKS = {
    State.MATCHING: "", State.READING: "go", State.CHECKED: "go", State.WRITING: "go",
    State.WRITTEN: "ok", State.TAKING_BACK: "warn", State.TAKEN_BACK: "warn",
    State.DISCARDED: "end",
}  # fmt: skip
OUTCOME_LOOKS = {
    Outcome.NEW: "ok", Outcome.CHANGED: "go", Outcome.SAME: "", Outcome.WRONG: "late",
    Outcome.LIKE: "warn", Outcome.SKIPPED: "end",
}  # fmt: skip
OUTCOMES: list[tuple[str, Any]] = [
    (code, _("new records") if code == Outcome.NEW else label) for code, label in Outcome.choices
]
SHOWN = 50  # records that stayed
BROKEN = (Job.State.FAILED, Job.State.STOPPED)


def look(batch: Import) -> tuple[str, Any]:
    """A file whose job broke off waits for somebody."""
    if batch.state in AT_WORK and batch.job and batch.job.state in BROKEN:
        css = "late" if batch.job.state == Job.State.FAILED else "warn"
        return css, batch.job.get_state_display()
    label = State(batch.state).label
    if batch.state == State.WRITTEN:
        label = _("in the register")
    return LOOKS[State(batch.state)], label


def outcome(row: ImportRow) -> tuple[str, Any]:
    return OUTCOME_LOOKS[Outcome(row.outcome)], dict(OUTCOMES)[row.outcome]


def label_of(what: str, column: str) -> Any:
    found: Column | None = noun(what).column(column)
    return found.label if found is not None else ""


def left(batch: Import) -> list[Any]:
    """Records that somebody changed since, so that they were not taken back."""
    kinds: dict[str, list[str]] = {}
    for kind, uid in batch.left[:SHOWN]:
        kinds.setdefault(kind, []).append(uid)
    rows = (apps.get_model(kind)._base_manager.filter(uid__in=uids) for kind, uids in kinds.items())
    return [row for found in rows for row in found]
