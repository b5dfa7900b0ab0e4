"""Forms of matchmaking."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
)
from cigu.core.ui.papers import PaperField
from cigu.records.people.models import Relation

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


class NoteForm(CiguForm):
    text = LongTextField(label=_("Contents"), max_length=2000, rows=3)


class AssignForm(CiguForm):
    team_demand = NumberField(label=_("Teams per need"), places=0, low=0, high=5, initial=2)
    expert_demand = NumberField(label=_("Experts per need"), places=0, low=0, high=5, initial=1)
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
