"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import Access
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.fields import Dressed
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    NumberField,
    RadioField,
    TextField,
)
from cigu.core.ui.papers import PaperField
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need
from cigu.records.organisations.models import Organisation

from .guards import HOSTS, SHOWN_NEEDS
from .models import LONGEST_ITEM, Event, Meeting
from .states import CANCEL_REASONS


def offer(form: Any, name: str, rows: Any) -> None:
    """What a field may choose from depends on the reader."""
    form.fields[name].queryset = rows


class TimeField(Dressed, forms.TimeField):
    """14:30; seconds are not asked for."""

    width = "xs"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "14:30"}
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs=attrs))
        kwargs["input_formats"] = ["%H:%M", "%H：%M"]
        kwargs["error_messages"] = {"invalid": _("Write hour and minute, for example 14:30.")}
        super().__init__(*args, **kwargs)


class EventForm(CiguForm):
    layout = [
        (_("The event"), ["kind", "title", "held_on", "time", "place", "host"]),
        (_("Whom it concerns"), ["territory", "domain", "topics", "note"]),
    ]
    kind = RadioField(label=_("Kind"), choices=Event.Kind.choices)
    title = TextField(label=_("Title"), max_length=120)
    held_on = DateField(label=_("Day"))
    time = TimeField(label=_("Begins"), required=False)
    place = TextField(label=_("Venue"), max_length=120)
    host = TextField(label=_("Host"), max_length=80)
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"))
    topics = TextField(label=_("Topics"), required=False, max_length=200)
    note = LongTextField(label=_("Remarks"), required=False, max_length=2000, rows=3)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "territory", hosted_territories(user))
        offer(self, "domain", Domain.objects.all())


def hosted_territories(user: Any) -> Any:
    """The places, and those right below, in which the user may plan events."""
    mine = [g for g in Access.of(user).grants if g.role in HOSTS]
    everywhere = any(g.territory is None for g in mine)
    rows = Territory.objects.exclude(level=Territory.Level.TOWN)
    if everywhere:
        return rows
    known = {g.territory_id for g in mine}
    return rows.filter(pk__in=known) | rows.filter(parent__in=known)


class ItemForm(CiguForm):
    title = TextField(
        label=_("Title"), required=False, max_length=120,
        help_text=_("Left empty: the title of the achievement or need"),
    )  # fmt: skip
    minutes = NumberField(
        label=_("Length"), unit=_("minutes long"), low=1, high=LONGEST_ITEM, places=0, example="20"
    )
    achievement = ModelChoiceField(
        Achievement.objects.none(), label=_("Achievement"), required=False
    )
    need = ModelChoiceField(Need.objects.none(), label=_("Need"), required=False)

    def __init__(self, *args: Any, user: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"domain": event.domain, "synthetic": event.synthetic}
        shown = Achievement.objects.for_(user).filter(state__in=["submitted", "published"], **own)
        needs = Need.objects.for_(user).filter(state__in=SHOWN_NEEDS, **own)
        offer(self, "achievement", shown.order_by("number"))
        offer(self, "need", needs.exclude(secrecy=Need.Secrecy.NAMED).order_by("number"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        subject = found.get("achievement") or found.get("need")
        if not found.get("title"):
            if subject is None:
                self.add_error("title", _("Give a title, or choose an achievement or a need."))
            else:
                found["title"] = subject.title
        return found


class GuestForm(CiguForm):
    organisation = ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))

    def __init__(self, *args: Any, user: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = event.guests.values("organisation")
        rows = Organisation.objects.for_(user).filter(synthetic=event.synthetic)
        offer(self, "organisation", rows.exclude(pk__in=known).order_by("name_zh"))


class HoldForm(DatedForm):
    attendance = NumberField(
        label=_("People attending"), required=False, low=0, high=100_000, places=0, example="68",
        help_text=_("Left empty if nobody counted"),
    )  # fmt: skip
    note = LongTextField(label=_("Remarks"), required=False, max_length=2000, rows=3)
    minutes = PaperField(
        label=_("Minutes of the event"), required=False,
        help_text=_("PDF or DOCX, at most 10 MB. Everybody signed in can open it."),
    )  # fmt: skip
    field_order = ("attendance", "note", "minutes", "on", "reason")


class CancelForm(DatedForm):
    reason_code = ChoiceField(label=_("Why it is cancelled"), choices=CANCEL_REASONS)
    field_order = ("reason_code", "on", "reason")


MET_OUTCOMES = [c for c in Meeting.Outcome.choices if c[0] != Meeting.Outcome.COOPERATION]


class MeetingForm(CiguForm):
    achievement = ModelChoiceField(Achievement.objects.none(), label=_("Achievement"))
    enterprise = ModelChoiceField(Organisation.objects.none(), label=_("Enterprise"))
    met_on = DateField(label=_("Met on"))
    outcome = RadioField(label=_("Outcome"), choices=MET_OUTCOMES)
    note = LongTextField(label=_("Remarks"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, user: Any, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Access.of(user).within(HOSTS)
        shown = Achievement.objects.for_(user).filter(state="published")
        firms = Organisation.objects.for_(user).filter(mine, kind=Organisation.Kind.ENTERPRISE)
        if event is not None:
            shown = shown.filter(domain=event.domain)
            firms = firms.filter(synthetic=event.synthetic)
        offer(self, "achievement", shown.order_by("number"))
        offer(self, "enterprise", firms.order_by("name_zh"))


class OutcomeForm(CiguForm):
    outcome = RadioField(label=_("Outcome"), choices=MET_OUTCOMES)
    note = LongTextField(label=_("Remarks"), required=False, max_length=1000, rows=3)


class BeginForm(DatedForm):
    title = TextField(label=_("Title of the cooperation"), max_length=120)
    mode = TextField(label=_("Way"), max_length=40)
    field_order = ("title", "mode", "on", "reason")
