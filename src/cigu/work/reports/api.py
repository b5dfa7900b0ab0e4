"""Reports and checks over the API: the same scope, guards and actions as the pages."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.pagination import paginate
from pydantic import ConfigDict

from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.revisions import check_as_read
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period

from . import actions
from .models import Report, ReportCheck
from .writing.composing import compose

router = Router(tags=["reports"])


class Strict(Schema):
    """An unknown key is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


class Step(Strict):
    on: date | None = None
    reason: str = Field("", max_length=300)


class ReportOut(Schema):
    uid: UUID
    number: str
    title: str
    office: str
    state: str
    territory: str = Field(alias="territory_id")
    domain: str | None = Field(alias="domain_id")
    since: date
    until: date
    published_on: date | None
    text_hash: str
    synthetic: bool
    revision: int


class TextOut(ReportOut):
    text: str


class ReasonIn(Step):
    reason_code: str


class ScopeIn(Strict):
    office: str = Field(max_length=80)
    territory: str
    domain: str | None = None
    since: date
    until: date
    title: str = Field("", max_length=120)


class FileIn(ScopeIn):
    """The file as base64; larger files are taken in on the page or by ``cigu check-report``. An
    empty ``office`` is that which the text names."""

    office: str = Field("", max_length=80)
    name: str = Field(max_length=120)
    content: str = Field(max_length=1_900_000)


class CheckOut(Schema):
    uid: UUID
    number: str
    title: str
    office: str
    state: str
    territory: str = Field(alias="territory_id")
    domain: str | None = Field(alias="domain_id")
    since: date
    until: date
    taken_on: date
    read_on: date | None
    settled_on: date | None
    pages: int
    tally: dict[str, int]
    fault: str
    synthetic: bool
    revision: int


class FindingOut(Schema):
    """``sort``: alarm or note between figures, missing (no register tells), repair of the
    layout, page that is a picture."""

    sort: str
    code: str
    figures: list[int]
    text: str = ""
    at: int | None = None
    page: int | None = None


class DecisionIn(Step):
    sort: Literal["link", "fix", "keep", "skip"]
    text: str = Field(min_length=1, max_length=1000)
    indicator: str = Field("", max_length=20)


def _where(data: ScopeIn) -> Where:
    place = get_object_or_404(Territory, pk=data.territory)
    domain = get_object_or_404(Domain, pk=data.domain) if data.domain else None
    return Where(place, domain, Period(data.since, data.until))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise CiguError(
            "base64", _("The content is no base64."), field="content", value=text[:20]
        ) from error


def _reports(request: HttpRequest) -> Any:
    rows = Report.objects.for_(request.user).select_related("territory", "domain", "publication")
    return rows.order_by("-until", "-number")


def _report(request: HttpRequest, number: str) -> Any:
    return check_as_read(request, get_object_or_404(_reports(request), number=number))


def _checks(request: HttpRequest) -> Any:
    rows = ReportCheck.objects.for_(request.user).select_related("territory", "domain", "author")
    return rows.order_by("-taken_on", "-number")


def _check(request: HttpRequest, number: str) -> Any:
    return check_as_read(request, get_object_or_404(_checks(request), number=number))


@router.get("", response=list[ReportOut], url_name="reports")
@paginate
def list_reports(request: HttpRequest, state: str | None = None) -> Any:
    rows = _reports(request)
    return rows.filter(state=state) if state else rows


@router.post("", response=ReportOut, url_name="report_draft")
def draft(request: HttpRequest, data: ScopeIn) -> Any:
    return actions.draft_report(
        where=_where(data), office=data.office, title=data.title, by=request.user
    )


@router.get("/checks", response=list[CheckOut], url_name="report_checks")
@paginate
def list_checks(request: HttpRequest, state: str | None = None, office: str | None = None) -> Any:
    asked = {"state": state, "office": office}
    return _checks(request).filter(**{k: v for k, v in asked.items() if v})


@router.post("/checks", response=CheckOut, url_name="report_take_in")
def take_in(request: HttpRequest, data: FileIn) -> Any:
    """A TXT, DOCX or PDF file; long ones are read in the background (state ``reading``)."""
    content = _decoded(data.content)
    check = actions.take_in(
        name=data.name, content=content, where=_where(data), office=data.office,
        title=data.title, by=request.user,
    )  # fmt: skip
    if len(content) > actions.AT_ONCE:
        actions.start_reading([check], by=request.user)
        return check
    return actions.read_in(check=check, by=request.user)


@router.get("/checks/{number}", response=CheckOut, url_name="report_check")
def get_check(request: HttpRequest, number: str) -> Any:
    return _check(request, number)


@router.get("/checks/{number}/figures", response=list[dict[str, Any]], url_name="report_figures")
@paginate
def get_figures(request: HttpRequest, number: str, verdict: str | None = None) -> Any:
    """The stable object for each figure, as ``cigu check-report --json`` prints it."""
    rows = _check(request, number).figures.order_by("order")
    return (rows.filter(verdict=verdict) if verdict else rows).values_list("data", flat=True)


@router.get("/checks/{number}/findings", response=list[FindingOut], url_name="report_findings")
def get_findings(request: HttpRequest, number: str) -> Any:
    return _check(request, number).notes


@router.post("/checks/{number}/figures/{order}/decision", response=CheckOut,
             url_name="report_decide")  # fmt: skip
def decide(request: HttpRequest, number: str, order: int, data: DecisionIn) -> Any:
    check = _check(request, number)
    figure = get_object_or_404(check.figures, order=order)
    actions.decide(check=check, figure=figure, by=request.user, **data.dict())
    return check


@router.post("/checks/{number}/settle", response=CheckOut, url_name="report_settle")
def settle(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.settle(check=_check(request, number), by=request.user, **data.dict())


@router.get("/{number}", response=TextOut, url_name="report")
def get_report(request: HttpRequest, number: str) -> Any:
    """With its text: as published, or with the values of now."""
    report = _report(request, number)
    report.text = report.text or compose(report).text
    return report


@router.post("/{number}/send", response=ReportOut, url_name="report_send")
def send(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.send_report(report=_report(request, number), by=request.user, **data.dict())


@router.post("/{number}/return", response=ReportOut, url_name="report_return")
def give_back(request: HttpRequest, number: str, data: ReasonIn) -> Any:
    return actions.return_report(report=_report(request, number), by=request.user, **data.dict())


@router.post("/{number}/publish", response=ReportOut, url_name="report_publish")
def publish(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.publish_report(report=_report(request, number), by=request.user, **data.dict())
