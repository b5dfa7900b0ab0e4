"""Invitation, consent, corrections, exits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.ui.forms import (
    ChoiceField,
    ChoicesField,
    CiguForm,
    DatedForm,
    ModelChoiceField,
    TextField,
)

from ..choices import commissioners_of
from ..models import Consent
from ..states import DECLINE_REASONS, WITHDRAW_REASONS


class ConsentForm(CiguForm):
    purposes = ChoicesField(
        label=_("We agree that"), choices=Consent.Purpose.choices, initial=[],
        help_text=_("The first is needed for a checkup. The others are free."),
    )  # fmt: skip


class DeclineForm(CiguForm):
    reason_code = ChoiceField(label=_("Reason"), choices=DECLINE_REASONS)
    reason = TextField(label=_("Explanation"), max_length=300, required=False)


class WithdrawForm(DatedForm):
    reason_code = ChoiceField(label=_("Why it ends"), choices=WITHDRAW_REASONS)
    field_order = ("reason_code", "on", "reason")


class AssignForm(CiguForm):
    commissioner = ModelChoiceField(User.objects.none(), label=_("Commissioner"))

    def __init__(self, *args: Any, territory: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].queryset = commissioners_of(territory)  # type: ignore[attr-defined]


class CorrectionForm(CiguForm):
    proposed = TextField(label=_("Right value"), max_length=300)
    note = TextField(
        label=_("Note"), max_length=300, required=False,
        help_text=_("Since when, or where it can be looked up"),
    )  # fmt: skip


class SettleForm(CiguForm):
    reason = TextField(
        label=_("What was done"), max_length=300,
        help_text=_("For example: register corrected after the business licence"),
    )  # fmt: skip
