"""Why an act on many records is taken back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.ui.forms import CiguForm, TextField


class UndoForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300)
