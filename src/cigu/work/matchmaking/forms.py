"""Forms of matchmaking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.places.models import Territory
from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    NumberField,
    RadioField,
    TextField,
)
from cigu.core.ui.papers import PaperField
from cigu.records.people.models import Relation

from .models import Grade
from .states import DECLINE_REASONS, EXCLUDE_REASONS, RESPOND_DAYS


class ProposeForm(DatedForm):
    sel = ChoicesField(label=_("Invite"), error_messages={"required": _("Choose at least one.")})
    respond_days = NumberField(
        label=_("Working days to answer"), places=0, low=1, high=60, initial=RESPOND_DAYS
    )
    reason = TextField(
        label=_("Reason"), required=False, max_length=300, width="l",
        help_text=_("Needed if one of them has all tasks in hand that it can carry"),
    )  # fmt: skip
    field_order = ("sel", "respond_days", "reason", "on")

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sel"]
        field.choices = choices


class ExtendForm(DatedForm):
    respond_by = DateField(label=_("Answer until"))
    reason = TextField(label=_("Reason"), max_length=300, width="l")
    field_order = ("respond_by", "reason", "on")


class ExcludeForm(DatedForm):
    code = ChoiceField(label=_("Reason"), choices=EXCLUDE_REASONS)
    note = TextField(label=_("Explanation"), required=False, max_length=300, width="l")
    field_order = ("code", "note", "on", "reason")


class DeclineForm(DatedForm):
    """Also for a broker who notes an answer given by phone."""

    code = ChoiceField(label=_("Why you decline"), choices=DECLINE_REASONS)
    note = TextField(
        label=_("Explanation"), required=False, max_length=300, width="l",
        help_text=_("The broker reads this"),
    )  # fmt: skip
    reason = TextField(
        label=_("How you know the answer"), required=False, max_length=300,
        help_text=_("For example: by phone, with the leader"),
    )  # fmt: skip
    field_order = ("code", "note", "reason", "on")


class AcceptForm(DatedForm):
    reason = TextField(
        label=_("How you know the answer"), required=False, max_length=300,
        help_text=_("For example: by phone, with the leader"),
    )  # fmt: skip
    field_order = ("reason", "on")


class ConflictForm(CiguForm):
    kind = ChoiceField(label=_("What binds you"), choices=Relation.Kind.choices)
    source = TextField(
        label=_("In words"), max_length=200, width="l",
        help_text=_("For example: adviser to the enterprise since 2022"),
    )  # fmt: skip
    since = DateField(label=_("Since"), required=False)


class MeetForm(DatedForm):
    met_on = DateField(label=_("Day of the meeting"))
    minutes = PaperField(label=_("Minutes"), required=False)
    field_order = ("met_on", "minutes", "on", "reason")


class NegotiateForm(DatedForm):
    adviser = ChoiceField(label=_("Adviser"), required=False)
    field_order = ("adviser", "on", "reason")

    def __init__(self, *args: Any, advisers: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["adviser"]
        field.choices = [("", _("No adviser")), *advisers]


class ConditionsForm(DatedForm):
    """What candidates must be. A condition that the records cannot answer rules nobody out, unless
    ``strict``."""

    domain_only = CheckField(label=_("Only of the need's domain"), required=False)
    territory = ModelChoiceField(
        label=_("Only from"), queryset=Territory.objects.none(), required=False
    )
    maturity = NumberField(
        label=_("Maturity at least"), places=0, low=1, high=9, required=False, unit="/ 9"
    )
    entrusted = CheckField(
        label=_("Only who was trusted with needs of this disclosure before"), required=False
    )
    available = CheckField(label=_("Only who is available"), required=False)
    strict = CheckField(
        label=_("Unknown is not enough"), required=False,
        help_text=_("Otherwise whoever may meet a condition stays, marked unknown"),
    )  # fmt: skip
    field_order = ("domain_only", "territory", "maturity", "entrusted", "available", "strict", "on",
                   "reason")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["territory"]
        field.queryset = Territory.objects.order_by("path")


class WaiveForm(DatedForm):
    reason = TextField(
        label=_("Reason"), max_length=300, width="l",
        help_text=_("It stands in the record beside your name"),
    )  # fmt: skip
    field_order = ("reason", "on")


@dataclass(frozen=True)
class Marked:
    """A candidate to be marked: the form's field, and what one may judge it by."""

    name: str
    kind: str
    label: Any
    party: Any
    work: Any
    documents: tuple[Any, ...]

    @property
    def title(self) -> str:
        return str(self.work.title if self.work else self.party)


class LabelForm(CiguForm):
    """One row of grades for each candidate; what is left open stays unmarked."""

    mark_optional = False

    def __init__(self, *args: Any, rows: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[row.name] = RadioField(
                label=row.title, choices=Grade.choices, required=False
            )

    @property
    def marked(self) -> list[tuple[Marked, Any]]:
        return [(row, self[row.name]) for row in self.rows]


class NoteForm(CiguForm):
    text = LongTextField(label=_("Contents"), max_length=2000, rows=3)


OBJECTIVES = (
    ("0", _("the best total")),
    ("0.5", _("between the two")),
    ("1", _("the fairest: the worst-served need as well as can be")),
)


class AssignForm(CiguForm):
    objective = RadioField(label=_("Aim at"), choices=OBJECTIVES, initial="0")
    team_demand = NumberField(label=_("Teams per need"), places=0, low=0, high=5, initial=2)
    expert_demand = NumberField(label=_("Experts per need"), places=0, low=0, high=5, initial=1)
    answer_demand = NumberField(
        label=_("Ready answers per need"), places=0, low=0, high=5, initial=1,
        help_text=_("At most: a need may get none"),
    )  # fmt: skip
    use_capacity = CheckField(
        label=_("Keep to the tasks that each can carry at once"), required=False, initial=True
    )
    max_load = NumberField(
        label=_("Else at most"), places=0, low=1, high=99, required=False, unit=_("needs each"),
        help_text=_("Only used if the capacities are not kept to"),
    )  # fmt: skip
    min_load = NumberField(
        label=_("At least"), places=0, low=0, high=20, initial=0, unit=_("needs each"),
        help_text=_("0: somebody may get none"),
    )  # fmt: skip
    body_max = NumberField(
        label=_("Each institution at most"), places=0, low=1, high=999, required=False,
        unit=_("needs"),
        help_text=_("All its teams, experts and achievements together; empty: no limit"),
    )  # fmt: skip
    body_min = NumberField(
        label=_("Each institution at least"), places=0, low=0, high=99, initial=0, unit=_("needs"),
        help_text=_("0: an institution may get none"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        most, least = given.get("body_max"), given.get("body_min") or 0
        if most is not None and least > most:
            self.add_error("body_min", _("At least %(least)s is more than at most %(most)s: lower "
                                         "it, or raise the other.")
                           % {"least": least, "most": most})  # fmt: skip
        return given


class AgainForm(AssignForm):
    """What if: other limits, pairs held or refused, more or less room for somebody."""

    keep = CheckField(
        label=_("Change as few pairs as possible"), required=False, initial=True,
        help_text=_("Otherwise everything is worked out anew"),
    )  # fmt: skip
    pin = ChoicesField(label=_("Hold these pairs"), required=False)
    refuse = ChoicesField(label=_("Refuse these pairs"), required=False)
    who = ChoiceField(label=_("Other room for"), required=False)
    room = NumberField(
        label=_("Room"), places=0, low=0, high=99, required=False, unit=_("needs"),
        help_text=_("How many needs it may take; 0: none"),
    )  # fmt: skip
    field_order = ("objective", "keep", "pin", "refuse", "who", "room", "team_demand",
                   "expert_demand", "answer_demand", "use_capacity", "max_load", "min_load",
                   "body_max", "body_min")  # fmt: skip

    def __init__(self, *args: Any, pairs: Any = (), providers: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["pin"].choices = fields["refuse"].choices = pairs
        fields["who"].choices = [("", _("Nobody")), *providers]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        both = set(given.get("pin") or ()) & set(given.get("refuse") or ())
        if both:
            self.add_error("refuse", _("A pair cannot be held and refused at once: choose one."))
        if given.get("who") and given.get("room") is None:
            self.add_error("room", _("Room: give 0 to 99, for example 2."))
        return given


class TakeOverForm(DatedForm):
    sel = ChoicesField(label=_("Pairs"), error_messages={"required": _("Choose at least one.")})
    send = CheckField(
        label=_("Send the invitations at once"), required=False,
    )  # fmt: skip
    reason = TextField(
        label=_("Reason"), required=False, max_length=300, width="l",
        help_text=_("Needed if one of them has all tasks in hand that it can carry"),
    )  # fmt: skip
    field_order = ("sel", "send", "reason", "on")

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sel"]
        field.choices = choices
