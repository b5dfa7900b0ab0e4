"""The lists, with the way from one register to the next."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.places.models import Domain
from cigu.core.ui.listing import list_response
from cigu.records.organisations.models import Organisation
from cigu.records.teams.models import Team

from .. import tables

REGISTERS = [
    ("organisations", _("Organisations"), "registers:organisations"),
    ("people", _("Experts"), "registers:people"),
    ("teams", _("Teams"), "registers:teams"),
    ("achievements", _("Achievements"), "registers:achievements"),
    ("platforms", _("Platforms"), "registers:platforms"),
    ("qualifications", _("Qualifications"), "registers:qualifications"),
    ("territories", _("Territories and domains"), "registers:places"),
]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return redirect("registers:organisations")


def register_list(request: HttpRequest, table: Any, **context: Any) -> HttpResponse:
    return list_response(request, table, "registers/list.html", registers=REGISTERS, **context)


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    officer = Access.of(request.user).has(Role.OFFICER)
    new = ("registers:register_organisation", _("Register an organisation")) if officer else None
    return register_list(request, tables.OrganisationTable(request), new=new)


@login_required
def people(request: HttpRequest) -> HttpResponse:
    return register_list(request, tables.PersonTable(request))


@login_required
def teams(request: HttpRequest) -> HttpResponse:
    return register_list(request, tables.TeamTable(request))


@login_required
def achievements(request: HttpRequest) -> HttpResponse:
    new = None
    if drafts(request.user):
        new = ("registers:draft_achievement", _("Draft an achievement"))
    return register_list(request, tables.AchievementTable(request), new=new)


def drafts(user: Any) -> bool:
    """Officers, teams, and bodies that do research may put an achievement forward."""
    access = Access.of(user)
    own = Team.objects.filter(party__in=access.parties).exists()
    body = Organisation.objects.filter(party__in=access.parties)
    return access.has(Role.OFFICER) or own or body.exists()


@login_required
def places(request: HttpRequest) -> HttpResponse:
    table = tables.TerritoryTable(request)
    wanted = request.headers.get("HX-Request") or table.param("format")
    domains = [] if wanted else Domain.objects.prefetch_related("segments")
    return list_response(
        request, table, "registers/places.html", registers=REGISTERS, domains=domains,
        title=gettext("Territories and domains"),
    )  # fmt: skip


@login_required
def my_profile(request: HttpRequest) -> HttpResponse:
    """The person or team one acts for; several are offered."""
    parties = Access.of(request.user).parties_as(Role.EXPERT)
    people = list(tables.Person.objects.for_(request.user).filter(party__in=parties))
    groups = list(Team.objects.for_(request.user).filter(party__in=parties))
    mine = [*people, *groups]
    if len(mine) == 1:
        return redirect(mine[0])
    return render(request, "registers/mine.html", {"title": gettext("My profile"), "mine": mine})
