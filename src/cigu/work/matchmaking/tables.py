"""Lists of the room: needs as the broker sees them, invitations as a provider sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.scope import Access
from cigu.core.flow.models import next_value, open_due
from cigu.core.ui.columns import Column
from cigu.core.ui.counting import SLOW
from cigu.core.ui.filters import ChoiceFilter, TextFilter
from cigu.core.ui.keyset import Ranked, Stepped
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View
from cigu.records.needs.models import Need
from cigu.records.needs.states import FLOW as NEED_FLOW
from cigu.records.needs.tables import BY_DUE, BY_SEGMENT, due_on, segments

from .guards import RANKED_STATES
from .models import OPEN_STATES, Match, Tally
from .states import FLOW


def _has(state: str, **only: Any) -> Exists:
    return Exists(Match.objects.filter(need=OuterRef("pk"), state=state, **only))


def _answer_due() -> Subquery:
    rows = Match.objects.filter(need=OuterRef("pk"), state="proposed")
    return Subquery(rows.order_by("respond_by").values("respond_by")[:1])


def _soonest() -> NullIf:
    far = Value(date.max, output_field=DateField())
    return NullIf(Least(Coalesce("due", far), Coalesce("answer_due", far)), far)


def _asked() -> Any:
    return Match.objects.filter(state="proposed")


def _answer_step(day: Any, back: bool) -> Any:
    return next_value(_asked(), "respond_by", day, back)


def _answer_on(day: Any) -> Q:
    return Q(pk__in=_asked().filter(respond_by=day).values("need"))


def _soonest_step(day: Any, back: bool) -> Any:
    found = [BY_DUE.step(day, back), _answer_step(day, back)]
    return (max if back else min)((d for d in found if d is not None), default=None)


def _soonest_on(day: Any) -> Q:
    """One set of ids: a database that is given two of them reads the whole table."""
    due = Need._base_manager.filter(due_on(day)).values("pk")
    return Q(pk__in=due.union(_asked().filter(respond_by=day).values("need")))


BY_ANSWER = Stepped("answer_due", _answer_step, _answer_on)
BY_SOONEST = Stepped("soonest", _soonest_step, _soonest_on)


def _by_tally(column: str) -> Ranked:
    return Ranked(f"tally__{column}", Tally.objects.all, (column, "id"), "need_id")


def desk_rows(seen: Any) -> Any:
    """Of the needs that one sees those in the broker's hands, with what waits."""
    return seen.filter(state__in=(*RANKED_STATES, "solved")).annotate(
        best=F("tally__best"), asked=F("tally__asked"), willing=F("tally__willing"),
        talks=F("tally__talks"), ever=F("tally__ever"),
        due=open_due(Need), answer_due=_answer_due(),
    ).annotate(soonest=_soonest())  # fmt: skip


class DeskTable(Table):
    keeps_to_scope = True
    title, name, unit = _("Needs to match"), "desk", pgettext_lazy("unit", "needs")
    order = (BY_SOONEST, "-number")
    empty_text = _("No accepted need yet. Needs come here once the bureau has accepted them.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw mono"),
        Column("title", _("Need"), header=True, sort=True,
               link=lambda row: reverse("matchmaking:need", args=[row.number])),
        Column("organisation", _("Enterprise"), sort="organisation__name_zh", hide=True),
        Column("segment", _("Segment"), sort=BY_SEGMENT,
               hide=True),
        Column("state", _("State"), kind="state", sort=("state", "number")),
        Column("best", _("Best score"), kind="number", places=2, hide=True,
               sort=(_by_tally("best"), "tally__id")),
        Column("asked", _("Open invitations"), kind="number", hide=True,
               sort=(_by_tally("asked"), "tally__id")),
        Column("willing", _("Interested"), kind="number", hide=True,
               sort=(_by_tally("willing"), "tally__id")),
        Column("answer_due", _("Answer until"), kind="clock", sort=(BY_ANSWER, "number"),
               hide=True),
        Column("due", _("Broker's term"), kind="clock", sort=(BY_DUE, "number")),
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
        View("unanswered", _("No interest yet"), Q(state="matched", tally__willing=0), SLOW),
        View("willing", _("To meet"), Q(tally__willing__gt=0, tally__talks=0), SLOW),
        View("talks", _("Negotiating"), Q(state="negotiating")),
        View(
            "late",
            _("Answer overdue"),
            lambda table: Q(_has("proposed", respond_by__lt=table.today)),
            SLOW,
        ),
        View("solved", _("Solved"), Q(state="solved")),
    ]

    def rows(self) -> Any:
        seen = scope_of(self.request).seen(Need.objects.all(), self.user)
        return desk_rows(seen).select_related("organisation", "segment", "territory")


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
