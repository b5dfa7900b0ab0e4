"""Checkups are of enterprises; people visit, consent and reply."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate


def _acts(model: str, *names: str) -> None:
    declare(
        f"work_checkups.{model}", *(link(name) for name in names),
        purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD,
    )  # fmt: skip


_acts("Checkup", "commissioner")
_acts("Consent", "given_by")
declare(
    "work_checkups.VisitRecord",
    Told("note", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    Told("place", Category.TRACES, Fate.KEEP, phrases.WRITTEN),
    link("visitor"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, user="visitor",
)  # fmt: skip
declare(
    "work_checkups.Reply",
    Told("comment", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("replied_by"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, user="replied_by",
)  # fmt: skip
declare(
    "work_checkups.PlanMeasure",
    Told("owner", Category.IDENTITY, Fate.KEEP, phrases.OF_A_BODY),
    purpose=phrases.REACH, basis=Basis.CONTRACT, seen_by=phrases.RECORD,
    reach=phrases.OF_A_BODY,
)  # fmt: skip
for _model, _names in (
    ("Correction", ("register_value", "proposed", "note")),
    ("FollowUp", ("note",)),
):
    declare(
        f"work_checkups.{_model}",
        *(Told(name, Category.WORDS, Fate.KEEP, phrases.WRITTEN) for name in _names),
        purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD,
        reach=phrases.OF_A_BODY,
    )  # fmt: skip
