"""Forms of visitors, and of those who answer claims."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    CiguForm,
    DatedForm,
    LongTextField,
    RadioField,
    TextField,
)
from cigu.records.publicnotices.forms import CHOOSE, ObjectionForm

from .models import Claim, Withdrawal
from .states import DISMISS_REASONS

TRAP = "website"  # a field that people do not see and programs fill in


class TrapMixin:
    """Refuses what fills in the field that nobody is asked for."""

    def clean_website(self: Any) -> str:
        if self.cleaned_data[TRAP]:
            self.add_error(None, _("The last field was filled in: leave it empty and send again."))
        return ""


class VisitorObjection(TrapMixin, ObjectionForm):
    layout = [
        (_("Objection"), ["ground", "text"]),
        (_("How to reach you"), ["name", "contact"]),
    ]
    website = TextField(label=_("Leave this field empty"), required=False, max_length=200)


class ClaimForm(TrapMixin, CiguForm):
    layout = [
        (pgettext_lazy("rights", "Claim"), ["ground", "text"]),
        (_("How to reach you"), ["name", "contact"]),
    ]
    ground = RadioField(label=_("Ground"), choices=Claim.Ground.choices)
    text = LongTextField(
        label=_("What is wrong, which right is yours, and how it can be checked"),
        max_length=5000, rows=8,
    )  # fmt: skip
    name = TextField(label=pgettext_lazy("person", "Name"), max_length=60)
    contact = TextField(
        label=_("Contact details"), max_length=120,
        help_text=_("Only for this claim; you can take it out again with the receipt."),
    )  # fmt: skip
    website = TextField(label=_("Leave this field empty"), required=False, max_length=200)


class ReceiptForm(TrapMixin, CiguForm):
    layout = [("", ["number", "code"])]
    number = TextField(label=_("Number of the receipt"), max_length=20)
    code = TextField(label=_("Code of the receipt"), max_length=40)
    website = TextField(label=_("Leave this field empty"), required=False, max_length=200)


class UpholdForm(DatedForm):
    reply = LongTextField(
        label=_("Reply"), max_length=4000, rows=6,
        help_text=_("What was checked and what follows; it is read with the receipt."),
    )  # fmt: skip
    off = CheckField(label=_("Take the record off the portal"), required=False)
    field_order = ("reply", "off", "on", "reason")


class DismissForm(DatedForm):
    reason_code = ChoiceField(label=_("Why"), choices=(CHOOSE, *DISMISS_REASONS))
    reply = LongTextField(label=_("Reply"), max_length=4000, rows=6)
    field_order = ("reason_code", "reply", "on", "reason")


class TakeOffForm(DatedForm):
    reason_code = ChoiceField(label=_("Why"), choices=(CHOOSE, *Withdrawal.Reason.choices))
    note = TextField(label=_("Explanation"), max_length=300)
    field_order = ("reason_code", "note", "on", "reason")


class ForgetForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300)
