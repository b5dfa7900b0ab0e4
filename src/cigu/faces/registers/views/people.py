"""One person, one team; availability and declared relations."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.ui.steps import StepView
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation
from cigu.records.people.actions import declare_relation, set_availability
from cigu.records.people.engaging import can_engage
from cigu.records.people.guards import can_declare, check_can_declare
from cigu.records.people.models import Engagement, PartySegment, Person, Relation
from cigu.records.teams.models import Team, members_of

from .. import forms
from ..facts import facts, visible
from ..tables import is_staff
from ..words import WORK_SOURCE

PERSON = ("name_en", "title", "employer", "speciality", "location", "capacity", "contact")
TEAM = ("name_en", "organisation", "leader", "founded", "capacity", "maturity", "location")


def find_person(user: Any, uid: Any) -> Any:
    rows = Person.objects.for_(user).select_related("employer", "party")
    return get_object_or_404(rows, uid=uid)


def _segments(party: Any) -> list[Any]:
    return [s.segment for s in PartySegment.objects.filter(party=party).select_related("segment")]


def _relations(party: Any) -> Any:
    rows = Relation.objects.filter(Q(left=party) | Q(right=party))
    return rows.select_related("left", "right").order_by("-since")


def _employments(row: Person) -> list[Any]:
    """Each with its source in words."""
    found = list(row.employments.select_related("organisation"))
    for work in found:
        work.source_word = WORK_SOURCE.get(work.source, work.source)
    return found


def engagements(row: Person, user: Any) -> list[Any]:
    """Those that the reader may see; each knows whether the reader may end it."""
    found = list(visible(Engagement, user, person=row).select_related("organisation__territory"))
    for one in found:
        one.may_end = one.until is None and can_engage(one.organisation, user)
    return found


@login_required
def person(request: HttpRequest, uid: Any) -> HttpResponse:
    gone = Person.objects.filter(merged_into__isnull=False, uid=uid).first()
    if gone is not None and gone.merged_into is not None:
        return redirect(find_person(request.user, gone.merged_into.uid))
    row, user = find_person(request.user, uid), request.user
    inside = is_staff(user) or row.party_id in Access.of(user).parties
    teams = visible(Team, user, memberships__person=row, memberships__until__isnull=True)
    return render(request, "registers/person.html", {
        "object": row, "title": row.name, "facts": facts(row, PERSON), "inside": inside,
        "crumbs": [(gettext("Experts"), reverse("registers:people")), (row.name, "")],
        "segments": _segments(row.party), "papers": row.party.documents.order_by("-dated"),
        "groups": [
            (gettext("Teams"), list(teams)),
            (gettext("Cooperations"), list(visible(Cooperation, user, provider=row.party))),
        ],
        "relations": list(_relations(row.party)) if inside else [],
        "employments": _employments(row) if inside else [],
        "may_declare": can_declare(row.party, user),
        "engagements": engagements(row, user), "may_engage": Access.of(user).has(Role.OFFICER),
        "entries": history(row, 30) if inside else [],
    })  # fmt: skip


@login_required
def team(request: HttpRequest, uid: Any) -> HttpResponse:
    rows = Team.objects.for_(request.user).select_related("organisation", "leader", "party")
    row, user = get_object_or_404(rows, uid=uid), request.user
    inside = is_staff(user) or row.party_id in Access.of(user).parties
    seen = Person.objects.for_(user).filter(pk__in=members_of(row).values("pk"))
    return render(request, "registers/team.html", {
        "object": row, "title": row.name, "facts": facts(row, TEAM), "inside": inside,
        "crumbs": [(gettext("Teams"), reverse("registers:teams")), (row.name, "")],
        "segments": _segments(row.party), "papers": row.party.documents.order_by("-dated"),
        "groups": [
            (gettext("Members"), list(seen)),
            (gettext("Achievements"), list(visible(Achievement, user, team=row))),
            (gettext("Cooperations"), list(visible(Cooperation, user, provider=row.party))),
        ],
        "relations": list(_relations(row.party)) if inside else [],
        "entries": history(row, 30) if inside else [],
    })  # fmt: skip


class Availability(StepView):
    form_class: Any = forms.AvailabilityForm
    title, verb = _("Availability"), _("Save")

    def get_object(self) -> Any:
        return find_person(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_declare(self.object.party, self.request.user)

    def initial(self) -> dict[str, Any]:
        return {"available": self.object.available}

    def act(self, form: Any) -> Any:
        return set_availability(
            person=self.object, available=form.cleaned_data["available"], by=self.request.user
        )


class Declare(Availability):
    form_class = forms.RelationForm
    title, verb = _("Declare a relation"), _("Declare")
    explanation = _("Needs of a body you stand near to are then neither shown nor proposed to you.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "person": self.object}

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> Any:
        given = dict(form.cleaned_data)
        other = given.pop("right")
        return declare_relation(
            left=self.object.party, right=other.party, by=self.request.user, **given
        )

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())
