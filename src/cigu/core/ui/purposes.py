"""Why a list with personal or important data is taken away: asked before, kept in the audit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .forms import ChoiceField, CiguForm, TextField

PURPOSES = (
    ("check", _("check and correct the records")),
    ("contact", _("contact those listed")),
    ("report", _("report or statistics of the bureau")),
    ("hand_over", _("hand over to another authority")),
    ("own", _("our own records")),
    ("other", _("another purpose")),
)
EXPLAINED = ("hand_over", "other")


class PurposeForm(CiguForm):
    purpose = ChoiceField(label=_("Purpose"), choices=PURPOSES)
    purpose_note = TextField(
        label=_("To whom, or what for"), max_length=200, required=False,
        help_text=_("Needed for the last purpose and for a handing over."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("purpose") in EXPLAINED and not found.get("purpose_note", "").strip():
            self.add_error("purpose_note", _("Say to whom, or what for."))
        return found
