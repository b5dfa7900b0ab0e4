"""Forms of the office, and the one that anybody fills in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    CiguForm,
    DatedForm,
    LongTextField,
    ModelChoiceField,
    NumberField,
    RadioField,
    TextField,
)

from .models import LONGEST, Objection, PublicNotice
from .states import ASIDE_REASONS, DISMISS_REASONS, WITHDRAW_REASONS
from .subjects import find_subject

CHOOSE = ("", _("Please choose"))


def territories_of(user: Any) -> Any:
    """The places of an officer and those right below."""
    mine = [g for g in Access.of(user).grants if g.role == Role.OFFICER]
    rows = Territory.objects.exclude(level=Territory.Level.TOWN)
    if any(g.territory is None for g in mine):
        return rows
    known = {g.territory_id for g in mine}
    return rows.filter(pk__in=known) | rows.filter(parent__in=known)


class NoticeForm(CiguForm):
    layout = [
        (_("What is displayed"), ["kind", "title", "body", "subject"]),
        (_("How long, and by which rule"), ["days", "rule"]),
        (_("Who issues it"), ["office", "reach", "territory", "domain"]),
    ]
    kind = RadioField(label=_("Kind"), choices=PublicNotice.Kind.choices)
    title = TextField(label=_("Title"), max_length=120)
    body = LongTextField(label=_("Text"), max_length=20_000, rows=10)
    subject = TextField(
        label=_("Number of the announced record"), max_length=20, required=False,
        help_text=_("If it is in this system, for example C-2024-0007"),
    )  # fmt: skip
    days = NumberField(
        label=_("Period of display"), unit=_("working days"), low=1, high=LONGEST, places=0,
        example="5",
        help_text=_("As the rule says; it begins the day after the notice is displayed."),
    )  # fmt: skip
    rule = TextField(
        label=_("Rule of the period"), max_length=200,
        help_text=_("Name of the rule and its article"),
    )  # fmt: skip
    office = TextField(label=_("Issuing office"), max_length=80)
    reach = TextField(
        label=_("Reach the office"), max_length=120, required=False,
        help_text=_("Telephone or address of the office, not of a person"),
    )  # fmt: skip
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["territory"].queryset = territories_of(user)  # type: ignore[attr-defined]
        self.fields["domain"].queryset = Domain.objects.all()  # type: ignore[attr-defined]

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])

    def clean_subject(self) -> Any:
        """The record itself; a number that leads nowhere is named."""
        wanted = self.cleaned_data["subject"]
        if not wanted:
            return None
        found = find_subject(self.user, wanted)
        if found is None:
            self.add_error("subject", _("No record has this number: check it or leave it empty."))
        return found


class DecideForm(DatedForm):
    outcome = RadioField(label=_("Decision on the notice"), choices=PublicNotice.Outcome.choices)
    decision = LongTextField(
        label=_("Reasons"), max_length=4000, rows=5,
        help_text=_("The portal shows them with the notice."),
    )  # fmt: skip
    field_order = ("outcome", "decision", "on", "reason")


class WithdrawForm(DatedForm):
    reason_code = ChoiceField(label=_("Why"), choices=(CHOOSE, *WITHDRAW_REASONS))
    field_order = ("reason_code", "on", "reason")


class ReplyForm(DatedForm):
    """An answer; a refusal names its reason."""

    reply = LongTextField(
        label=_("Reply"), max_length=4000, rows=6,
        help_text=_("What was checked and what follows. Name nobody who objected."),
    )  # fmt: skip
    is_public = CheckField(label=_("The portal shows ground, outcome and reply"), required=False)
    field_order = ("reason_code", "reply", "is_public", "on", "reason")


class DismissForm(ReplyForm):
    reason_code = ChoiceField(label=_("Why"), choices=(CHOOSE, *DISMISS_REASONS))


class AsideForm(ReplyForm):
    reason_code = ChoiceField(label=_("Why"), choices=(CHOOSE, *ASIDE_REASONS))


class ForgetForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300)


class ObjectionForm(CiguForm):
    """On the portal. Name and contact may stay empty; the receipt brings the answer."""

    ground = RadioField(label=_("Ground"), choices=Objection.Ground.choices)
    text = LongTextField(
        label=_("What you object to, and how it can be checked"), max_length=5000, rows=8
    )
    name = TextField(label=pgettext_lazy("person", "Name"), max_length=60, required=False)
    contact = TextField(
        label=_("Contact details"), max_length=120, required=False,
        help_text=_("Only for this objection; you can take it out again with the receipt."),
    )  # fmt: skip
