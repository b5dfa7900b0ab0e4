"""Forms of the officer's three acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.figures.registry import registered
from cigu.core.ui.forms import ChoiceField, CiguForm, DatedForm, DateField, LongTextField, TextField

# The registers that figures lean on; the words are the page's, the codes those of the figures.
REGISTERS: dict[str, Any] = {
    "checkups": _("checkups"),
    "needs": _("needs"),
    "matches": _("matches"),
    "cooperations": _("cooperations"),
    "achievements": _("achievements"),
    "events": _("events"),
    "organisations": _("organisations"),
    "qualifications": _("qualifications"),
    "platforms": _("platforms"),
    "researchers": _("numbers of researchers"),
    "engagements": _("engagements of people"),
}


def register_choices() -> list[tuple[str, Any]]:
    names = sorted({name for figure in registered().values() for name in figure.registers})
    return [(name, REGISTERS.get(name, name)) for name in names]


class PublishForm(DatedForm):
    field_order = ["title", "on", "reason"]

    title = TextField(label=_("Title of the version"), max_length=200, width="l")


class CompleteForm(CiguForm):
    register = ChoiceField(label=_("Register"))
    until = DateField(label=_("Complete up to and including"))
    method = LongTextField(
        label=_("How checked"), rows=3, max_length=2000,
        help_text=_("For example: compared with the paper files of all four offices"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["register"]
        field.choices = [("", _("Please choose")), *register_choices()]


class NoteForm(CiguForm):
    text = LongTextField(
        label=_("Note of difference"), max_length=2000,
        help_text=_("Which record, what changed, whether the published value stands"),
    )  # fmt: skip
