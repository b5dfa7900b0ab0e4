"""The list of needs. Owner and budget of masked needs are neither shown, sorted nor filtered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.changesets.verbs import offers
from cigu.core.flow.models import Task, open_due
from cigu.core.places.models import Segment
from cigu.core.ui.columns import Column
from cigu.core.ui.counting import SLOW
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.keyset import Listed, Stepped
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import BulkAct, Table, View
from cigu.records.organisations.models import bodies_of

from .models import Need, NeedDisclosure
from .states import FLOW

KEY = "records_needs.need"


def mine(table: Table) -> Q:
    """The user's own needs, those opened to them, and those that wait for them."""
    access = Access.of(table.user)
    waiting = Task.objects.for_(table.user).open().filter(subject_type=KEY)
    return (
        Q(organisation__in=bodies_of(access, access.parties))
        | Q(pk__in=NeedDisclosure.standing(access))
        | Q(Exists(waiting.filter(subject_uid=OuterRef("uid"))), state__in=_offices(access))
    )


def _offices(access: Access) -> list[str]:
    """States that wait for an office of the user: in no other can a task of a role be open."""
    return [s.code for s in FLOW.states if any(wait.on in access.roles for wait in s.waits)]


def segments() -> list[tuple[str, str]]:
    return [(s.pk, str(s)) for s in Segment.objects.all()]


def _segment_codes() -> list[str]:
    return list(Segment.objects.values_list("pk", flat=True))


BY_SEGMENT = (Listed("segment", _segment_codes, ("segment__tier", "segment")), "number")


def due_on(day: Any) -> Q:
    return Q(uid__in=Task.objects.about(KEY).filter(due_on=day).values("subject_uid"))


BY_DUE = Stepped("due", lambda day, back: Task.objects.about(KEY).next_due(day, back), due_on)


class NeedTable(Table):
    keeps_to_scope = True
    title, name, unit = _("Needs"), "needs", pgettext_lazy("unit", "needs")
    order = ("-number",)
    empty_text = _("No need yet. One comes from a checkup or is registered here.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw mono", hide=True),
        Column(
            "title", _("Title"), header=True, sort=True, link=lambda row: row.get_absolute_url()
        ),
        Column("organisation", _("Enterprise"), sort="organisation__name_zh"),
        Column("segment", _("Segment"), sort=BY_SEGMENT, hide=True),
        Column("state", _("State"), kind="state", sort=("state", "number")),
        Column(
            "origin", _("Origin"), value="get_origin_display", sort=("origin", "number"), hide=True
        ),
        Column("budget", _("Budget, CNY 10⁴"), kind="money", sort=True, hide=True),
        Column("deadline", _("Deadline"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort=(BY_DUE, "number"), hide=True),
    ]
    filters = [
        TextFilter("q", _("Number, title or keyword"), ("number", "title", "keywords")),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        ChoiceFilter("segment", _("Segment"), choices=segments),
        ChoiceFilter("origin", _("Origin"), choices=Need.Origin.choices),
        ChoiceFilter("kind", _("Kind"), choices=Need.Kind.choices),
        ChoiceFilter("secrecy", _("Disclosure"), choices=Need.Secrecy.choices),
        TextFilter("firm", _("Enterprise"), ("organisation__name_zh", "organisation__short_name")),
        DateFilter("accepted", _("Accepted"), ("accepted_on",)),
    ]
    views = [
        View("all", _("All")),
        View("to_accept", _("To accept"), Q(state="submitted")),
        View("published", _("Published"), Q(state="published")),
        View("mine", _("Mine"), mine, cap=SLOW),
    ]

    def bulk_acts(self) -> list[BulkAct]:
        return [BulkAct(label, url) for label, url in offers(Need, self.user)]

    def rows(self) -> Any:
        seen = scope_of(self.request).seen(Need.objects.all(), self.user)
        return seen.annotate(due=open_due(Need)).select_related(
            "organisation", "segment", "territory"
        )

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The office's clocks are not for providers."""
        shown = super().shown_columns
        access = Access.of(self.user)
        inside = access.is_staff or bool(access.parties_as(Role.ENTERPRISE))
        return shown if inside else [c for c in shown if c.name != "due"]

    def row_css(self, row: Any) -> str:
        return "off" if row.state in ("merged", "rejected", "withdrawn") else ""
