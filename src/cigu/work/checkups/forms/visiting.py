"""The site record, filled in on a phone; photos are looked into before anything is stored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileInput, TimeField, TimeInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.ui.forms import (
    CiguForm,
    DateField,
    FileField,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
)
from cigu.core.ui.papers import PICTURES, checked

from ..models import VisitRecord

MOST_PHOTOS = 6


class Photos(FileInput):
    allow_multiple_selected = True


class PhotosField(FileField):
    """Several pictures; gives a list of (name, content)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Photos(attrs={"multiple": True, "accept": ",".join(PICTURES)}))
        super().__init__(*args, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        uploads = [u for u in (data if isinstance(data, list | tuple) else [data]) if u]
        if len(uploads) > MOST_PHOTOS:
            raise ValidationError(
                _("%(n)s photos are too many: choose at most %(most)s.")
                % {"n": len(uploads), "most": MOST_PHOTOS}
            )
        return [picture(upload) for upload in uploads]


def picture(upload: Any) -> tuple[str, bytes]:
    return checked(upload, PICTURES, _("choose a PNG or JPG picture"))


class ClockField(TimeField):
    unit, width = "", "xs"


class VisitForm(CiguForm):
    layout = [
        (gettext_lazy("Production lines"),
         ["lines", "scrap_rate", "quality_check", "energy_check"]),
        (gettext_lazy("On site"), ["photos", "note", "place", "visited_on", "seen_at"]),
    ]  # fmt: skip
    lines = NumberField(
        label=gettext_lazy("Lines running"), unit=gettext_lazy("lines"), low=0, high=1000, places=0,
        example="3", required=False,
    )  # fmt: skip
    scrap_rate = NumberField(
        label=gettext_lazy("Scrap rate of the last 3 months"), unit="%", low=0, high=100,
        example="2.5", required=False,
    )  # fmt: skip
    quality_check = RadioField(
        label=gettext_lazy("How quality is measured"), choices=VisitRecord.Seen.choices,
        required=False,
    )  # fmt: skip
    energy_check = RadioField(
        label=gettext_lazy("How energy is metered"), choices=VisitRecord.Seen.choices,
        required=False,
    )  # fmt: skip
    photos = PhotosField(
        label=gettext_lazy("Photos"), required=False,
        help_text=gettext_lazy("PNG or JPG, at most 6; choose them when there is a network"),
    )  # fmt: skip
    note = LongTextField(label=gettext_lazy("What was found"), max_length=4000, rows=4)
    place = TextField(
        label=gettext_lazy("Where"), max_length=120, required=False,
        help_text=gettext_lazy("For example: mixing room, line 2"),
    )  # fmt: skip
    visited_on = DateField(label=gettext_lazy("Day of the visit"), required=False)
    seen_at = ClockField(
        label=gettext_lazy("Time"), required=False, label_suffix="",
        widget=TimeInput(format="%H:%M", attrs={"placeholder": "10:42", "inputmode": "numeric"}),
        input_formats=["%H:%M"],
        error_messages={"invalid": gettext_lazy("Write hour and minute, for example 10:42.")},
    )  # fmt: skip
