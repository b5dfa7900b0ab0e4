"""Forms of requests, and of answers to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.ui.forms import CheckField, ChoiceField, CiguForm, LongTextField, TextField
from cigu.core.ui.words import DASH

from .states import REFUSALS


class CorrectionForm(CiguForm):
    target = ChoiceField(label=_("What is wrong"))
    proposed = TextField(
        label=_("Right value"), max_length=60, required=False,
        help_text=_("Left empty, the value is to be taken out."),
    )  # fmt: skip
    text = LongTextField(label=_("How it can be checked"), max_length=500, required=False)

    def __init__(self, *args: Any, fields_of: list[tuple[str, str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(key, f"{label}: {value or DASH}") for key, label, value in fields_of]
        self.fields["target"].choices = [("", _("Please choose")), *shown]  # type: ignore[attr-defined]


class ErasureForm(CiguForm):
    party = ChoiceField(
        label=_("Register entry"), required=False,
        help_text=_("Your entry in the register of people. Left open: the account alone."),
    )  # fmt: skip
    text = LongTextField(label=_("Anything we should know"), max_length=500, required=False)
    understood = CheckField(
        label=_("I know that I can no longer sign in afterwards and that nothing brings it back.")
    )

    def __init__(self, *args: Any, parties: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(party.pk), str(party)) for party in parties]
        if choices:
            self.fields["party"].choices = [("", DASH), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["party"]


class RefusalForm(CiguForm):
    reason_code = ChoiceField(label=_("Reason"), choices=REFUSALS)
    answer = LongTextField(
        label=_("Answer to the person"), max_length=500,
        help_text=_("In plain words: what was checked, what stays, and how to object."),
    )  # fmt: skip


class CarryForm(CiguForm):
    """Nothing to fill in but the reason; what will happen stands above it."""

    reason = TextField(label=_("Note"), max_length=300, required=False)
