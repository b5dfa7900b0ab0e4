"""The registers over the API, read only: what is masked for the reader is null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from cigu.records.achievements.models import Achievement
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Person
from cigu.records.platforms.models import Platform
from cigu.records.teams.models import Team

organisations = Router(tags=["organisations"])
people = Router(tags=["people"])
teams = Router(tags=["teams"])
achievements = Router(tags=["achievements"])
platforms = Router(tags=["platforms"])

router = Router()
for _path, _part in (
    ("/organisations", organisations), ("/people", people), ("/teams", teams),
    ("/achievements", achievements), ("/platforms", platforms),
):  # fmt: skip
    router.add_router(_path, _part)


class Public(Schema):
    """What every record says of itself."""

    uid: UUID
    synthetic: bool
    revision: int


class OrganisationOut(Public):
    kind: str
    name_zh: str
    name_en: str
    short_name: str
    territory_id: str
    domain_id: str | None
    credit_code: str | None
    employees: int | None
    revenue: Decimal | None
    founded: int | None
    products: str
    segments: list[str]
    status: str
    name_form: str
    source: str

    @staticmethod
    def resolve_credit_code(row: Organisation) -> Any:
        return row.shown("credit_code")

    @staticmethod
    def resolve_employees(row: Organisation) -> Any:
        return row.shown("employees")

    @staticmethod
    def resolve_revenue(row: Organisation) -> Any:
        return row.shown("revenue")

    @staticmethod
    def resolve_segments(row: Organisation) -> list[str]:
        return [link.segment_id for link in row.segment_links.all()]


class PersonOut(Public):
    name: str
    name_en: str
    title: str
    employer: str | None
    is_expert: bool
    speciality: str
    available: bool
    location: str | None
    capacity: int | None

    @staticmethod
    def resolve_employer(row: Person) -> Any:
        return row.employer.name_zh if row.employer else None

    @staticmethod
    def resolve_location(row: Person) -> Any:
        return row.shown("location")

    @staticmethod
    def resolve_capacity(row: Person) -> Any:
        return row.shown("capacity")


class TeamOut(Public):
    name: str
    name_en: str
    organisation: str = Field(alias="organisation.name_zh")
    capacity: int
    maturity: int | None
    location: str
    founded: int | None


class AchievementOut(Public):
    number: str
    title: str
    abstract: str
    state: str
    owner: str = Field(alias="owner.name_zh")
    segment_id: str | None
    territory_id: str
    domain_id: str
    maturity: int | None
    transfer_modes: str
    price: Decimal | None = Field(description="10,000 yuan; null means: by negotiation")
    published_on: date | None


class PlatformOut(Public):
    name: str
    group: str
    grade: str
    territory_id: str
    status: str
    source: str


def _organisations(request: HttpRequest) -> Any:
    rows = Organisation.objects.for_(request.user).prefetch_related("segment_links")
    return rows.order_by("pk")


@organisations.get("", response=list[OrganisationOut], url_name="organisations")
@paginate
def list_organisations(request: HttpRequest, kind: str | None = None) -> Any:
    rows = _organisations(request)
    return rows.filter(kind=kind) if kind else rows


@organisations.get("/{uid}", response=OrganisationOut, url_name="organisation")
def get_organisation(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(_organisations(request), uid=uid)


@people.get("", response=list[PersonOut], url_name="people")
@paginate
def list_people(request: HttpRequest) -> Any:
    return Person.objects.for_(request.user).select_related("employer").order_by("pk")


@people.get("/{uid}", response=PersonOut, url_name="person")
def get_person(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(Person.objects.for_(request.user).select_related("employer"), uid=uid)


@teams.get("", response=list[TeamOut], url_name="teams")
@paginate
def list_teams(request: HttpRequest) -> Any:
    return Team.objects.for_(request.user).select_related("organisation").order_by("pk")


@teams.get("/{uid}", response=TeamOut, url_name="team")
def get_team(request: HttpRequest, uid: UUID) -> Any:
    rows = Team.objects.for_(request.user).select_related("organisation")
    return get_object_or_404(rows, uid=uid)


@achievements.get("", response=list[AchievementOut], url_name="achievements")
@paginate
def list_achievements(request: HttpRequest, state: str | None = None) -> Any:
    rows = Achievement.objects.for_(request.user).select_related("owner").order_by("pk")
    return rows.filter(state=state) if state else rows


@achievements.get("/{number}", response=AchievementOut, url_name="achievement")
def get_achievement(request: HttpRequest, number: str) -> Any:
    rows = Achievement.objects.for_(request.user).select_related("owner")
    return get_object_or_404(rows, number=number)


@platforms.get("", response=list[PlatformOut], url_name="platforms")
@paginate
def list_platforms(request: HttpRequest) -> Any:
    return Platform.objects.for_(request.user).order_by("pk")
