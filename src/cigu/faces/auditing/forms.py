"""What a bundle is asked for with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.audit.bundling import Wish
from cigu.core.ui.forms import CiguForm, LongTextField, NumberField, TextField


class BundleForm(CiguForm):
    record = TextField(
        label=gettext_lazy("Public id of the record"), required=False, max_length=40,
        help_text=gettext_lazy("Its whole history. Left empty: the range below."),
    )  # fmt: skip
    first = NumberField(label=gettext_lazy("First place"), required=False, places=0)
    last = NumberField(label=gettext_lazy("Last place"), required=False, places=0)
    since = LongTextField(
        label=gettext_lazy("The last head that you hold"), required=False, max_length=4000, rows=6,
        help_text=gettext_lazy("The whole text of its file. The bundle then proves that the log"
                               " has only been added to since."),
    )  # fmt: skip

    def clean_record(self) -> UUID | None:
        text = self.cleaned_data["record"]
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            raise ValidationError(_("This is no public id.")) from None

    def clean(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if not self.errors and said.get("record") is None and said.get("first") is None:
            self.add_error("record", _("Give a record, or a first place."))
        return said

    def wish(self) -> Wish:
        said = self.cleaned_data
        records = (said["record"],) if said["record"] else ()
        first, last = (None if said[n] is None else int(said[n]) for n in ("first", "last"))
        return Wish(records, first, last, said["since"].replace("\r\n", "\n"))
