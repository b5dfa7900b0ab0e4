"""Lists: checkups, campaigns, and enterprises to select from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.models import User
from cigu.core.flow.models import Task, open_due
from cigu.core.places.models import Segment, Territory
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import BulkAct, Table, View
from cigu.records.organisations.models import Organisation

from .models import Campaign, Checkup
from .states import CAMPAIGN, CHECKUP

ENDED = ("declined", "withdrawn")
YEAR = timedelta(days=365)


def address_of(row: Any) -> str:
    """The page of a record of another room; none where that room has no pages."""
    try:
        return str(row.get_absolute_url())
    except NoReverseMatch:
        return ""


def checkup_filters(user: Any) -> list[Any]:
    """Choices come from what the user may see: a list of filters tells nothing more."""
    seen = Checkup.objects.for_(user).order_by()
    rows = Campaign.objects.for_(user).order_by("-since", "-pk")
    people = User.objects.filter(pk__in=seen.values("commissioner")).order_by("name")
    return [
        TextFilter("q", _("Number or enterprise"),
                   ("number", "enterprise__name_zh", "enterprise__short_name")),
        ChoiceFilter("campaign", _("Campaign"), ("campaign__number",),
                     choices=[(row.number, str(row)) for row in rows]),
        ChoiceFilter("state", _("State"), choices=CHECKUP.choices),
        ChoiceFilter("segment", _("Segment"), choices=segments,
                     q=lambda code: Q(enterprise__in=in_segment(code))),
        ChoiceFilter("commissioner", _("Commissioner"), ("commissioner_id",),
                     choices=[(str(u.pk), str(u)) for u in people]),
        DateFilter("issued", _("Issued"), ("issued_on",)),
    ]  # fmt: skip


def segments() -> list[tuple[str, str]]:
    return [(row.pk, str(row)) for row in Segment.objects.all()]


class CheckupTable(Table):
    title, name, unit = _("Checkups"), "checkups", pgettext_lazy("unit", "checkups")
    order = ("-selected_on", "number")
    empty_text = _("No checkup yet. It begins with a campaign.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw", hide=True),
        Column("enterprise", _("Enterprise"), header=True, sort="enterprise__name_zh",
               link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("due", _("Working days"), kind="clock", sort="due"),
        Column("campaign", _("Campaign"), "campaign__name", sort="campaign__number", hide=True),
        Column("commissioner", _("Commissioner"), sort="commissioner__name", hide=True),
        Column("territory", _("Territory"), sort="territory__path", hide=True),
        Column("above_scale", _("Above scale"), kind="bool", sort=True, hide=True),
        Column("issued_on", _("Issued"), kind="date", sort=True, hide=True),
        Column("report_number", _("Report"), sort=True, hide=True, css="nw"),
    ]  # fmt: skip
    views = [
        View("all", _("All")),
        View("mine", _("Waiting for me"), lambda table: waiting_for(table.user)),
        View("overdue", _("Overdue"), lambda table: Q(due__lt=table.today)),
        View("issued", _("Issued"), Q(issued_on__isnull=False)),
    ]

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.filters = checkup_filters(self.user)

    def rows(self) -> Any:
        seen = Checkup.objects.for_(self.user).annotate(due=open_due(Checkup))
        return scope_of(self.request).limit(seen).select_related(
            "enterprise", "campaign", "commissioner", "territory"
        )  # fmt: skip

    def row_css(self, row: Any) -> str:
        return "off" if row.state in ENDED else ""


def waiting_for(user: Any) -> Q:
    tasks = Task.objects.for_(user).open().filter(subject_type=Checkup._meta.label_lower)
    return Q(uid__in=tasks.values("subject_uid"))


def in_segment(code: str) -> Any:
    return Organisation.objects.filter(segment_links__segment=code).values("pk")


class OwnCheckupTable(CheckupTable):
    """What an enterprise sees of itself: no commissioner's load, no campaign list."""

    title = _("My checkups")
    empty_text = _("No checkup yet. The bureau invites enterprises to one.")
    columns = [
        c for c in CheckupTable.columns if c.name not in ("commissioner", "territory", "enterprise")
    ]
    columns[0] = Column(
        "number", _("Number"), header=True, sort=True, link=lambda row: row.get_absolute_url()
    )
    views = []

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.filters = []


class CampaignTable(Table):
    title, name, unit = _("Campaigns"), "campaigns", pgettext_lazy("unit", "campaigns")
    order = ("-since",)
    empty_text = _("No campaign yet. Create one, then select enterprises.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw"),
        Column("name", _("Name"), header=True, sort=True, link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("territory", _("Territory"), sort="territory__path", hide=True),
        Column("since", _("First day"), kind="date", sort=True, hide=True),
        Column("until", _("Last day"), kind="date", sort=True, hide=True),
        Column("selected", _("Selected"), kind="number", sort="selected"),
        Column("issued", _("Issued"), kind="number", sort="issued"),
    ]
    filters = [
        TextFilter("q", _("Number or name"), ("number", "name")),
        ChoiceFilter("state", _("State"), choices=CAMPAIGN.choices),
    ]

    def rows(self) -> Any:
        seen = Campaign.objects.for_(self.user).select_related("territory").annotate(
            selected=Count("checkups"), issued=Count("checkups__issued_on"),
        )  # fmt: skip
        return scope_of(self.request).limit(seen)


class CandidateTable(Table):
    """Enterprises of the campaign's territory that are not in it yet."""

    title, name, unit = _("Enterprises to select"), "candidates", _("enterprises")
    order = ("name_zh",)
    per_page = 100
    empty_text = _("Every enterprise of the territory is in this campaign.")
    columns = [
        Column("name_zh", _("Enterprise"), header=True, sort=True, link=address_of),
        Column("territory", _("Territory"), sort="territory__path"),
        Column("above", _("Above scale"), kind="bool", sort="above"),
        Column("last_issued", _("Last checkup"), kind="date", sort="last_issued"),
        Column("products", _("Products"), hide=True),
    ]  # fmt: skip

    def __init__(self, request: Any, campaign: Campaign) -> None:
        self.campaign = campaign
        super().__init__(request)
        self.filters = candidate_filters(campaign.territory, self.today)
        self.views = [
            View("all", _("All")),
            View("above", _("Above scale today"), Q(above=True)),
            View("due", _("Above scale, not checked up for a year"),
                 Q(above=True) & not_since(self.today - YEAR)),
        ]  # fmt: skip

    def rows(self) -> Any:
        return candidates(self.campaign, self.user, self.today)

    def bulk_acts(self) -> list[BulkAct]:
        url = reverse("checkups:select", args=[self.campaign.number])
        return [BulkAct(_("Select for the campaign"), url)]


def candidate_filters(territory: Territory, day: date) -> list[Any]:
    inside = Territory.objects.filter(path__startswith=territory.path)
    places = [(t.pk, str(t)) for t in inside.exclude(level=Territory.Level.TOWN)]
    return [
        TextFilter("q", _("Enterprise"), ("name_zh", "short_name", "products")),
        ChoiceFilter("segment", _("Segment"), choices=segments,
                     q=lambda code: Q(segment_links__segment=code)),
        ChoiceFilter("place", _("Territory"), choices=places,
                     q=lambda code: Q(territory__path__contains=f"/{code}/")),
        ChoiceFilter("size", _("Above scale"), choices=[("1", _("Yes")), ("0", _("No"))],
                     q=lambda yes: Q(above=yes == "1")),
        ChoiceFilter("checked", _("Last checkup"), choices=[("old", _("Not within a year"))],
                     q=lambda _code: not_since(day - YEAR)),
    ]  # fmt: skip


def not_since(day: date) -> Q:
    return Q(last_issued__isnull=True) | Q(last_issued__lt=day)


def candidates(campaign: Campaign, user: Any, day: date) -> Any:
    own = Checkup.objects.filter(enterprise=OuterRef("pk"))
    last = own.filter(issued_on__isnull=False).order_by("-issued_on").values("issued_on")[:1]
    above = Organisation.objects.above_scale_on(day).filter(pk=OuterRef("pk"))
    return (
        Organisation.objects.for_(user)
        .filter(kind=Organisation.Kind.ENTERPRISE)
        .filter(territory__path__startswith=campaign.territory.path)
        .filter(~Exists(own.filter(campaign=campaign)))
        .annotate(above=Exists(above), last_issued=Subquery(last))
        .select_related("territory")
    )
