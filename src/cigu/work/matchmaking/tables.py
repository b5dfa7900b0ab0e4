"""Lists of the room: needs as the broker sees them, invitations as a provider sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.scope import Access
from cigu.core.flow.models import Task
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View
from cigu.records.needs.models import Need
from cigu.records.needs.states import FLOW as NEED_FLOW
from cigu.records.needs.tables import segments

from .guards import RANKED_STATES
from .models import OPEN_STATES, Match
from .states import FLOW


def _count(**only: Any) -> Any:
    rows = Match.objects.filter(need=OuterRef("pk"), **only).order_by().values("need")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0),
                    output_field=IntegerField())  # fmt: skip


def _best() -> Subquery:
    rows = Match.objects.filter(need=OuterRef("pk")).exclude(state="excluded")
    return Subquery(rows.order_by().values("need").annotate(best=Max("score")).values("best"))


def _next_due() -> Subquery:
    """The term of the step that the need itself waits for."""
    tasks = Task.objects.filter(subject_uid=OuterRef("uid"), closed_on__isnull=True)
    return Subquery(tasks.order_by("due_on").values("due_on")[:1])


def _answer_due() -> Subquery:
    rows = Match.objects.filter(need=OuterRef("pk"), state="proposed")
    return Subquery(rows.order_by("respond_by").values("respond_by")[:1])


def _soonest() -> Least:
    far = Value(date.max, output_field=DateField())
    return Least(Coalesce("due", far), Coalesce("answer_due", far))


def desk_rows(user: Any) -> Any:
    """Needs in the broker's hands, with what waits."""
    return Need.objects.for_(user).filter(state__in=(*RANKED_STATES, "solved")).annotate(
        best=_best(), asked=_count(state__in=OPEN_STATES), willing=_count(state="interested"),
        talks=_count(state="negotiating"), ever=_count(proposed_on__isnull=False),
        due=_next_due(), answer_due=_answer_due(),
    ).annotate(soonest=_soonest())  # fmt: skip


class DeskTable(Table):
    title, name, unit = _("Needs to match"), "desk", pgettext_lazy("unit", "needs")
    order = ("soonest", "-number")
    empty_text = _("No accepted need yet. Needs come here once the bureau has accepted them.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw mono"),
        Column("title", _("Need"), header=True, sort=True,
               link=lambda row: reverse("matchmaking:need", args=[row.number])),
        Column("organisation", _("Enterprise"), sort="organisation__name_zh", hide=True),
        Column("segment", _("Segment"), sort="segment__tier", hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("best", _("Best score"), kind="number", places=2, sort=True, hide=True),
        Column("asked", _("Open invitations"), kind="number", sort=True, hide=True),
        Column("willing", _("Interested"), kind="number", sort=True, hide=True),
        Column("answer_due", _("Answer until"), kind="clock", sort=True, hide=True),
        Column("due", _("Broker's term"), kind="clock", sort=True),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Number, title or keyword"), ("number", "title", "keywords")),
        ChoiceFilter("state", _("State"), choices=NEED_FLOW.choices),
        ChoiceFilter("segment", _("Segment"), choices=segments),
    ]
    views = [
        View("open", _("Running"), ~Q(state="solved")),
        View("unpublished", _("Not published"), Q(state="accepted")),
        View("unasked", _("Nobody invited"), Q(state="published")),
        View("unanswered", _("No interest yet"), Q(state="matched", willing=0)),
        View("willing", _("To meet"), Q(willing__gt=0, talks=0)),
        View("talks", _("Negotiating"), Q(state="negotiating")),
        View("late", _("Answer overdue"), lambda table: Q(answer_due__lt=table.today)),
        View("solved", _("Solved"), Q(state="solved")),
    ]

    def rows(self) -> Any:
        rows = desk_rows(self.user)
        return scope_of(self.request).limit(rows).select_related(
            "organisation", "segment", "territory"
        )  # fmt: skip


class InvitationTable(Table):
    """What a provider was asked. The title of a need that is closed to it again is left out."""

    title, name, unit = _("Invitations"), "invitations", pgettext_lazy("unit", "invitations")
    order = ("urgency", "respond_by")
    empty_text = _("No invitation yet. A broker sends one when a need fits your work.")
    columns = [
        Column("number", _("Number"), header=True, sort=True, css="nw",
               link=lambda row: row.get_absolute_url()),
        Column("need_title", _("Need"), sort=True),
        Column("role", _("Role"), value="get_role_display", hide=True),
        Column("provider", _("For"), hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("proposed_on", _("Invited"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="respond_by"),
    ]  # fmt: skip
    filters = [ChoiceFilter("state", _("State"), choices=FLOW.choices)]
    views = [
        View("all", _("All")),
        View("open", _("To answer"), Q(state="proposed")),
        View("running", _("Running"), Q(state__in=("interested", "negotiating"))),
        View("closed", _("Closed"), ~Q(state__in=OPEN_STATES)),
    ]

    def rows(self) -> Any:
        seen = Need.objects.for_(self.user).filter(pk=OuterRef("need"))
        urgency = Case(When(state="proposed", then=0), default=1, output_field=IntegerField())
        due = Case(When(state="proposed", then="respond_by"))
        return (
            Match.objects.for_(self.user)
            .filter(provider__in=Access.of(self.user).parties)
            .annotate(need_title=Subquery(seen.values("title")[:1]), urgency=urgency, due=due)
            .select_related("provider", "achievement")
        )
