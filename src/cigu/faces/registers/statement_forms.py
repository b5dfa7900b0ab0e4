"""Forms about a body: the segment it leads, its researchers, the people it engages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.places.models import Segment
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    NumberField,
    TextField,
)
from cigu.records.organisations.models import Headcount, Organisation, SegmentLead
from cigu.records.people.models import Engagement

from .forms import offer


class LeadForm(CiguForm):
    segment = ModelChoiceField(Segment.objects.none(), label=_("Segment"))
    role = ChoiceField(label=_("Part"), choices=SegmentLead.Role.choices)
    since = DateField(label=_("From"), required=False, help_text=_("Left empty: not known"))
    source = LongTextField(label=_("Source"), required=False, max_length=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "segment", Segment.objects.all())


class HeadcountForm(CiguForm):
    as_of = DateField(label=_("As of"))
    comparator = ChoiceField(label=_("How exact"), choices=Headcount.Comparator.choices)
    researchers = NumberField(label=_("Researchers"), low=0, places=0, example="120")
    method = ChoiceField(label=_("How counted"), choices=Headcount.Method.choices)
    source = LongTextField(label=_("Source"), required=False, max_length=2000, rows=2)


class EngagementForm(CiguForm):
    organisation = TextField(
        label=_("Body"), max_length=120, help_text=_("Full or short name of a body in the register")
    )
    kind = ChoiceField(label=_("Kind"), choices=Engagement.Kind.choices)
    degree = ChoiceField(
        label=_("Highest degree"), required=False, choices=Engagement.Degree.choices
    )
    post = TextField(label=_("Post"), required=False, max_length=80)
    since = DateField(label=_("From"))
    source = TextField(label=_("How it is known"), max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_organisation(self) -> Organisation | None:
        return find_body(self, self.user, self.cleaned_data["organisation"])


def find_body(form: Any, user: Any, text: str) -> Organisation | None:
    """By full or short name; what comes near is named in the error."""
    seen = Organisation.objects.for_(user)
    found = list(seen.filter(name_zh=text)) or list(seen.filter(short_name=text)[:2])
    if len(found) == 1:
        return found[0]
    near = seen.filter(name_zh__icontains=text).order_by("name_zh")
    names = "、".join(near.values_list("name_zh", flat=True)[:4])
    if names:
        words = gettext("Several fit, write the full name: %(names)s") % {"names": names}
    else:
        words = gettext("No body of the register goes by this.")
    form.add_error("organisation", words)
    return None
