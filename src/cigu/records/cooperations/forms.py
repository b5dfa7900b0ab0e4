"""Forms of the steps of a cooperation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    MoneyField,
    RadioField,
    TextField,
)
from cigu.core.ui.papers import PaperField

from .models import Outcome
from .states import FAIL_REASONS, RETURN_REASONS

SCORES = [
    ("5", gettext_lazy("5, very good")), ("4", gettext_lazy("4, good")),
    ("3", gettext_lazy("3, as agreed")), ("2", gettext_lazy("2, weak")),
    ("1", gettext_lazy("1, poor")),
]  # fmt: skip


class SignForm(DatedForm):
    amount = MoneyField(label=gettext_lazy("Amount"), high=99_999_999)
    mode = TextField(
        label=gettext_lazy("Way"), max_length=40,
        help_text=gettext_lazy("Joint development, licence, transfer, shares …"),
    )  # fmt: skip
    ends_on = DateField(label=gettext_lazy("Ends"), required=False)
    contract = PaperField(label=gettext_lazy("Contract"), required=False)
    field_order = ("amount", "mode", "ends_on", "contract", "on", "reason")


class CorrectDateForm(CiguForm):
    signed_on = DateField(label=gettext_lazy("Signed on"))
    reason = TextField(
        label=gettext_lazy("Reason"), max_length=300,
        help_text=gettext_lazy("For example: the day both sides sealed the contract counts"),
    )  # fmt: skip


class FailForm(DatedForm):
    reason_code = ChoiceField(label=gettext_lazy("Why it was not reached"), choices=FAIL_REASONS)
    field_order = ("reason_code", "on", "reason")


class DeliverForm(DatedForm):
    note = PaperField(label=gettext_lazy("Acceptance note"), required=False)
    field_order = ("note", "on", "reason")


class RateForm(CiguForm):
    score = RadioField(label=gettext_lazy("Rating"), choices=SCORES)
    comment = LongTextField(
        label=gettext_lazy("Comment"), required=False, max_length=500, rows=3,
        help_text=gettext_lazy("What was reached, what was missing"),
    )  # fmt: skip


class TerminateForm(DatedForm):
    reason = TextField(label=gettext_lazy("Reason"), max_length=300)


class ReportOutcomeForm(DatedForm):
    progress = RadioField(label=gettext_lazy("How it stands"), choices=Outcome.Progress.choices)
    sales = MoneyField(
        label=gettext_lazy("Additional sales since signing"), required=False, high=99_999_999,
        help_text=gettext_lazy("Left empty: not known. Zero only where there were none."),
    )  # fmt: skip
    saved = MoneyField(
        label=gettext_lazy("Costs saved since signing"), required=False, high=99_999_999
    )
    note = LongTextField(
        label=gettext_lazy("Note"), required=False, max_length=500, rows=3,
        help_text=gettext_lazy("What is in use, what is missing; if it stopped, why"),
    )  # fmt: skip
    field_order = ("progress", "sales", "saved", "note", "on", "reason")


class ReturnOutcomeForm(DatedForm):
    reason_code = ChoiceField(label=gettext_lazy("Why it is returned"), choices=RETURN_REASONS)
    field_order = ("reason_code", "on", "reason")
