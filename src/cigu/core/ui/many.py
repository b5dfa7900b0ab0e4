"""The frame of an act on many records: what it asks beside its own fields."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .forms import CiguForm, TextField


class ManyForm(CiguForm):
    """A room adds the fields of its act before the reason."""

    reason = TextField(
        label=_("Reason"), required=False, max_length=300,
        help_text=_("Stands in the history of each record"),
    )  # fmt: skip
