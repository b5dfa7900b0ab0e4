"""Forms of facts: state what is not known, correct what is, decide, consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import HiddenInput, ModelMultipleChoiceField, MultipleHiddenInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.ui.forms import (
    ChoiceField,
    ChoicesField,
    CiguForm,
    DatedForm,
    DateField,
    NumberField,
    TextField,
)

from .definitions import COUNT, DAY, YEAR, Definition, groups, purposes, with_period
from .guards import Stated
from .models import Fact
from .states import RETURN_REASONS

YEARS = 3
AS_OF = "as_of"


@dataclass(frozen=True)
class Slot:
    """One field: a fact for a period; ``day`` is None where the form's own day counts."""

    definition: Definition
    day: date | None

    @property
    def name(self) -> str:
        return f"{self.definition.code}__{self.day.year}" if self.day else self.definition.code

    @property
    def label(self) -> str:
        return with_period(self.definition, self.day) if self.day else str(self.definition)


def slots(on: date) -> list[tuple[str, list[Slot]]]:
    """What an enterprise may state on ``on``: last year, three years where a mean is asked, and
    what it has today. Means themselves are computed."""
    return [(name, list(_slots(rows, on))) for name, rows in groups()]


def _slots(rows: list[Definition], on: date) -> Iterator[Slot]:
    means = {d.mean_of for d in rows}
    for row in rows:
        if row.time == DAY:
            yield Slot(row, None)
        elif row.time == YEAR:
            back = YEARS if row.code in means else 1
            yield from (Slot(row, date(on.year - n, 12, 31)) for n in range(1, back + 1))


def number_field(row: Definition, **more: Any) -> NumberField:
    example = "120" if row.kind == COUNT else "180.00"
    return NumberField(
        low=0, high=row.high, places=row.places, unit=row.unit, example=example, **more
    )


class StateForm(CiguForm):
    """``open_slots``: by group, what is not known yet. Nothing is required; what is left open is
    not known, which is not zero."""

    mark_optional = False

    def __init__(
        self, *args: Any, open_slots: list[tuple[str, list[Slot]]], office: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.name: slot for _group, found in open_slots for slot in found}
        self.layout = [(group, [s.name for s in found]) for group, found in open_slots if found]
        for name, slot in self.slots.items():
            self.fields[name] = number_field(slot.definition, label=slot.label, required=False)
        last = []
        if any(slot.day is None for slot in self.slots.values()):
            self.fields[AS_OF] = DateField(
                label=_("As of"), required=False,
                help_text=_("For what you have on a day; left empty: today"),
            )  # fmt: skip
            last.append(AS_OF)
        if office:
            self.fields["source"] = source_field()
            last.append("source")
        self.layout.append((_("Day and source") if office else _("Day"), last))
        self.layout = [(title, names) for title, names in self.layout if names]

    def stated(self, on: date) -> list[Stated]:
        found = self.cleaned_data
        day = found.get(AS_OF) or on
        return [
            Stated(slot.definition.code, slot.day or day, Decimal(str(found[name])))
            for name, slot in self.slots.items() if found.get(name) is not None
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and all(found.get(name) is None for name in self.slots):
            self.add_error(None, _("Nothing is filled in: give at least one number."))
        return found

    def place_of(self, code: str) -> str:
        """The field that a refusal about a fact belongs to."""
        return next((n for n, slot in self.slots.items() if slot.definition.code == code), "")


def source_field() -> TextField:
    return TextField(
        label=_("Source"), max_length=300, required=False, width="l",
        help_text=_("Paper or list that the number is from"),
    )  # fmt: skip


class CorrectForm(CiguForm):
    """Another number for one period."""

    def __init__(self, *args: Any, row: Definition, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = number_field(row, label=_("Right value"))
        self.fields["note"] = TextField(
            label=_("Note"), max_length=300, required=False, width="l",
            help_text=_("Since when, or where it can be looked up"),
        )  # fmt: skip
        if office:
            self.fields["source"] = source_field()


class DecideForm(DatedForm):
    """The second step of a selection."""

    sel = ModelMultipleChoiceField(
        Fact.objects.none(), widget=MultipleHiddenInput, to_field_name="uid"
    )
    confirm = TextField(widget=HiddenInput, initial="1", required=False)
    field_order: tuple[str, ...] = ("sel", "confirm", "on", "reason")

    def __init__(self, *args: Any, facts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sel"].queryset = facts  # type: ignore[attr-defined]


class ReturnForm(DecideForm):
    reason_code = ChoiceField(label=gettext_lazy("What is wrong"), choices=RETURN_REASONS)
    comment = TextField(
        label=gettext_lazy("Explanation"), required=False, max_length=300, width="l",
        help_text=gettext_lazy("The enterprise reads this"),
    )  # fmt: skip
    field_order = ("sel", "confirm", "reason_code", "comment", "on", "reason")


class ConsentForm(CiguForm):
    """Ticked: given. What is no longer ticked is taken back."""

    given_for = ChoicesField(
        label=gettext_lazy("Our facts may be read for"), required=False, choices=[]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_for"].choices = [  # type: ignore[attr-defined]
            (code, f"{purpose}：{purpose.note}") for code, purpose in purposes().items()
        ]


def initial_of(standing: Mapping[str, Any]) -> dict[str, Any]:
    return {"given_for": list(standing)}
