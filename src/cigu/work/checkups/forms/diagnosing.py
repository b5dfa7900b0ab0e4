"""Diagnosis, reply, needs, follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.places.models import Segment
from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    MoneyField,
    NumberField,
    RadioField,
    SectionOf,
    TextField,
)
from cigu.core.ui.papers import ProofField
from cigu.records.needs.models import Need

from .. import questionnaire as q
from ..models import Finding, FollowUp

MOST_FINDINGS, MOST_MEASURES, OPEN_ROWS = 6, 6, 3
FIELDS_OF = {"finding": ("item", "light", "text", "need"), "measure": ("text", "owner", "due_on")}


@dataclass(frozen=True)
class Group:
    rows: list[SectionOf]
    folded: list[SectionOf]
    more: str


class DiagnosisForm(DatedForm):
    """Rows of findings and measures; a row left empty is no row."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(item.id, q.named(item)) for item in q.proposal().items]
        for number in range(1, MOST_FINDINGS + 1):
            self._finding(f"finding{number}", items)
        for number in range(1, MOST_MEASURES + 1):
            self._measure(f"measure{number}")
        self.fields["comment"] = LongTextField(
            label=_("Comment of the diagnosis"), required=False, max_length=4000
        )
        self.order_fields([n for n in self.fields if n not in ("on", "reason")])

    def _finding(self, key: str, items: list[tuple[str, str]]) -> None:
        self.fields[f"{key}_item"] = ChoiceField(label=_("Item"), choices=items, required=False)
        self.fields[f"{key}_light"] = ChoiceField(
            label=_("Traffic light"), choices=Finding.Light.choices, required=False
        )
        self.fields[f"{key}_text"] = LongTextField(
            label=_("Finding"), required=False, max_length=1000, rows=2
        )
        self.fields[f"{key}_need"] = CheckField(label=_("Propose a need"), required=False)

    def _measure(self, key: str) -> None:
        self.fields[f"{key}_text"] = TextField(
            label=_("Measure"), required=False, max_length=300, width="l"
        )
        self.fields[f"{key}_owner"] = TextField(
            label=_("Responsible"), required=False, max_length=60
        )
        self.fields[f"{key}_due_on"] = DateField(label=_("By"), required=False)

    @property
    def groups(self) -> list[Group]:
        """Findings, then measures; the rows beyond those in use are folded away."""
        return [
            self._group("finding", MOST_FINDINGS, _("Finding %(n)s"), _("More findings")),
            self._group("measure", MOST_MEASURES, _("Measure %(n)s"), _("More measures")),
        ]

    @property
    def last_fields(self) -> list[Any]:
        return [self[n] for n in ("comment", "on", "reason") if n in self.fields]

    def _group(self, kind: str, most: int, title: str, more: str) -> Group:
        used = [n for n in range(1, most + 1) if self[f"{kind}{n}_text"].value()]
        first = max([OPEN_ROWS, *used])
        rows = [self._section(kind, n, title) for n in range(1, most + 1)]
        return Group(rows[:first], rows[first:], more)

    def _section(self, kind: str, number: int, title: str) -> SectionOf:
        names = [f"{kind}{number}_{part}" for part in FIELDS_OF[kind]]
        return SectionOf(title % {"n": number}, [self[n] for n in names])

    # ---- what was written ----
    def findings(self) -> list[dict[str, Any]]:
        rows = [self._row("finding", n) for n in range(1, MOST_FINDINGS + 1)]
        return [row for row in rows if row["item"] or row["text"]]

    def plan(self) -> list[dict[str, Any]]:
        rows = [self._row("measure", n) for n in range(1, MOST_MEASURES + 1)]
        return [row for row in rows if row["text"]]

    def _row(self, kind: str, number: int) -> dict[str, Any]:
        return {p: self.cleaned_data.get(f"{kind}{number}_{p}") for p in FIELDS_OF[kind]}

    def clean(self) -> dict[str, Any]:
        for number in range(1, MOST_FINDINGS + 1):
            self._complete(f"finding{number}", self._row("finding", number))
        if not self.findings():
            advice = _("Write at least one finding, for example a bottleneck.")
            self.add_error("finding1_item", advice)
        return self.cleaned_data

    def _complete(self, key: str, row: dict[str, Any]) -> None:
        """A row begun is a row finished."""
        if not any(row.values()):
            return
        for part, advice in (
            ("item", _("Choose what it is about.")), ("light", _("Choose a light.")),
            ("text", _("Write what was found, in one or two sentences.")),
        ):  # fmt: skip
            if not row[part] and f"{key}_{part}" not in self.errors:
                self.add_error(f"{key}_{part}", advice)


class ReplyForm(CiguForm):
    agrees = RadioField(
        label=gettext_lazy("Your answer"),
        choices=[("yes", gettext_lazy("We agree")), ("no", gettext_lazy("We comment"))],
    )
    comment = LongTextField(
        label=gettext_lazy("Your comment"), required=False, max_length=4000, rows=5,
        help_text=gettext_lazy("Printed in the report, word for word"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("agrees") == "no" and not found.get("comment", "").strip():
            self.add_error("comment", _("Say what you do not agree with, and why."))
        return found


class ReviseForm(CiguForm):
    reason = TextField(label=gettext_lazy("Reason"), max_length=300)


class NeedForm(CiguForm):
    layout = [
        (gettext_lazy("The problem"), ["title", "kind", "problem", "process_step", "tried"]),
        (gettext_lazy("What is to be reached"),
         ["metric", "present", "comparator", "target", "unit", "conditions"]),
        (gettext_lazy("Terms"), ["segment", "budget", "deadline", "secrecy"]),
    ]  # fmt: skip
    title = TextField(label=gettext_lazy("Title"), max_length=80)
    kind = ChoiceField(label=gettext_lazy("Kind"), choices=Need.Kind.choices)
    problem = LongTextField(label=gettext_lazy("Problem"), max_length=4000)
    process_step = TextField(label=gettext_lazy("Process step"), required=False, max_length=80)
    tried = LongTextField(label=gettext_lazy("Tried so far"), required=False, rows=2)
    metric = TextField(label=gettext_lazy("Quantity"), required=False, max_length=60)
    present = NumberField(label=gettext_lazy("Present value"), required=False, places=6)
    comparator = ChoiceField(
        label=gettext_lazy("Target is"), choices=Need.Comparator.choices, initial="≥"
    )
    target = NumberField(label=gettext_lazy("Target value"), required=False, places=6)
    unit = TextField(label=gettext_lazy("Unit"), required=False, max_length=30)
    conditions = TextField(label=gettext_lazy("Conditions"), required=False, max_length=300)
    segment = ModelChoiceField(Segment.objects.all(), label=gettext_lazy("Segment"), required=False)
    budget = MoneyField(label=gettext_lazy("Budget"), required=False)
    deadline = DateField(label=gettext_lazy("Deadline"), required=False)
    secrecy = ChoiceField(label=gettext_lazy("Disclosure"), choices=Need.Secrecy.choices)

    def clean(self) -> dict[str, Any]:
        """A technical need without target and unit could not be verified later."""
        found = self.cleaned_data
        if found.get("kind") == Need.Kind.TECHNOLOGY:
            for name in ("target", "unit"):
                if found.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("Give target value and unit, for example ≤ 110 K."))
        return found


class FollowUpForm(DatedForm):
    outcome = RadioField(label=gettext_lazy("Outcome"), choices=FollowUp.Outcome.choices)
    note = LongTextField(label=gettext_lazy("Note"), max_length=2000, rows=3)
    evidence = ProofField(label=gettext_lazy("Evidence, from a signed contract on"), required=False)
    field_order = ("outcome", "note", "evidence", "on", "reason")


class CloseForm(DatedForm):
    recheck_on = DateField(label=gettext_lazy("Re-check"))
    field_order = ("recheck_on", "on", "reason")
