"""Suggestions, invitations and notes that speak of people."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from cigu.core.personal import phrases
from cigu.core.personal.register import Subject, Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "work_matchmaking.Match",
    Told("note", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    Told("passages", Category.WORK, Fate.ERASE, blank=lambda _match: []),
    Told("decline_code", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("provider", party=True),
    link("broker"),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.RECORD, party="provider",
)  # fmt: skip
declare(
    "work_matchmaking.NeedNote",
    Told("text", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip


declare(
    "work_matchmaking.MatchLabel",
    Told("grade", Category.WORK, Fate.KEEP, phrases.WRITTEN),
    link("provider", party=True),
    link("labeller"),
    purpose=phrases.FIND, basis=Basis.DUTY, seen_by=phrases.STAFF, party="provider",
)  # fmt: skip


def runs_with(subject: Subject) -> Any:
    """Proposals of an assignment quote the papers of those whom they name."""
    model: Any = apps.get_model("work_matchmaking", "AssignmentRun")
    found = [
        pk for pk, result in model.objects.values_list("pk", "result")
        if any(pair["provider"] in subject.parties for pair in result.get("pairs", []))
    ]  # fmt: skip
    return model.objects.filter(pk__in=found)


def unquoted(run: Any, subject: Subject) -> dict[str, Any]:
    """The same proposal, without what was quoted from this person's papers."""
    pairs = [
        {**pair, "passages": []} if pair["provider"] in subject.parties else pair
        for pair in run.result.get("pairs", [])
    ]
    return {**run.result, "pairs": pairs} if "pairs" in run.result else run.result


declare(
    "work_matchmaking.AssignmentRun",
    Told("result", Category.WORK, Fate.ERASE, without=unquoted, secret=True),
    link("made_by"),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.STAFF, rows=runs_with,
)  # fmt: skip
