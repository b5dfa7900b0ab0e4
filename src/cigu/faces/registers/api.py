"""The registers over the API, read only: what is masked for the reader is null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from cigu.engines.basis.errors import CiguError
from cigu.records.achievements.models import Achievement
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Person
from cigu.records.platforms.models import Platform
from cigu.records.qualifications.models import Qualification, valid_on
from cigu.records.teams.models import Team

organisations = Router(tags=["organisations"])
people = Router(tags=["people"])
teams = Router(tags=["teams"])
achievements = Router(tags=["achievements"])
platforms = Router(tags=["platforms"])
qualifications = Router(tags=["qualifications"])

router = Router()
for _path, _part in (
    ("/organisations", organisations), ("/people", people), ("/teams", teams),
    ("/achievements", achievements), ("/platforms", platforms),
    ("/qualifications", qualifications),
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


class GradeOut(Schema):
    grade: str
    since: date | None = Field(description="null: not known since when")
    until: date | None


class StageOut(Schema):
    stage: str
    since: date | None
    until: date | None


class PlatformOut(Public):
    name: str
    kind: str
    group: str
    grade: str = Field(description="as the source prints it")
    territory_id: str
    domain_id: str | None
    core: bool
    decided_on: date | None
    since: date | None
    until: date | None
    grades: list[GradeOut]
    stages: list[StageOut]
    status: str
    source: str

    @staticmethod
    def resolve_grades(row: Platform) -> Any:
        return list(row.grades.all())

    @staticmethod
    def resolve_stages(row: Platform) -> Any:
        return list(row.stages.all())


class QualificationOut(Public):
    organisation: str = Field(alias="organisation.name_zh")
    organisation_uid: UUID = Field(alias="organisation.uid")
    kind: str
    level: str
    certificate: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_to: date | None = Field(description="first day on which it no longer holds")
    ended_on: date | None = Field(description="where it was ended early: first day without it")
    end_reason: str
    is_new: bool = Field(description="none of this kind and level before it")
    status: str
    source: str

    @staticmethod
    def resolve_is_new(row: Qualification) -> bool:
        return row.follows_id is None


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
    return _platforms(request)


@platforms.get("/{uid}", response=PlatformOut, url_name="platform")
def get_platform(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(_platforms(request), uid=uid)


def _platforms(request: HttpRequest) -> Any:
    rows = Platform.objects.for_(request.user).prefetch_related("grades", "stages")
    return rows.order_by("pk")


def _qualifications(request: HttpRequest) -> Any:
    return Qualification.objects.for_(request.user).select_related("organisation").order_by("pk")


@qualifications.get("", response=list[QualificationOut], url_name="qualifications")
@paginate
def list_qualifications(
    request: HttpRequest, kind: str | None = None, level: str | None = None,
    on: str | None = None,
) -> Any:  # fmt: skip
    """``on``: only those that hold on the day."""
    asked = {"kind": kind, "level": level}
    rows = _qualifications(request).filter(**{k: v for k, v in asked.items() if v is not None})
    return rows.filter(valid_on(_day(on))) if on else rows


def _day(text: str) -> date:
    """Paging hides the names of this module, so that a parameter cannot be declared a day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CiguError(
            "day", gettext("Write the day like 2024-06-14."), field="on", value=text
        ) from error


@qualifications.get("/{uid}", response=QualificationOut, url_name="qualification")
def get_qualification(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(_qualifications(request), uid=uid)
