"""Checkups over the API: the same scope, guards and actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate
from pydantic import ConfigDict

from cigu.core.ui.revisions import check_as_read

from . import actions, guards
from .models import Campaign, Checkup

router = Router(tags=["checkups"])
Light = Literal["red", "amber", "green"]


class Strict(Schema):
    """An unknown key is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


class Step(Strict):
    on: date | None = None
    reason: str = Field("", max_length=300)


class CampaignOut(Schema):
    uid: UUID
    number: str
    name: str
    state: str
    territory: str = Field(alias="territory_id")
    domain: str = Field(alias="domain_id")
    instrument: str
    instrument_version: str
    since: date
    until: date
    synthetic: bool
    revision: int


class CheckupOut(Schema):
    uid: UUID
    number: str
    state: str
    campaign: str = Field(alias="campaign.number")
    enterprise: str = Field(alias="enterprise.name_zh")
    territory: str = Field(alias="territory_id")
    domain: str = Field(alias="domain_id")
    above_scale: bool
    selected_on: date
    invited_on: date | None
    consented_on: date | None
    collected_on: date | None
    visited_on: date | None
    diagnosed_on: date | None
    replied_on: date | None
    issued_on: date | None
    closed_on: date | None
    recheck_on: date | None
    report_number: str | None
    synthetic: bool
    revision: int


class AnswersOut(Schema):
    answers: dict[str, Any]
    sections_done: list[str]
    saved_at: datetime | None
    score: dict[str, Any] | None


class ConsentIn(Step):
    purposes: list[str]


class DeclineIn(Step):
    reason_code: str


class AnswersIn(Step):
    answers: dict[str, Any]


class VisitIn(Step):
    lines: int | None = None
    scrap_rate: Decimal | None = None
    note: str = Field(max_length=4000)
    place: str = Field("", max_length=120)


class FindingIn(Strict):
    item: str
    light: Light
    text: str = Field(max_length=1000)
    need: bool = False


class DiagnosisIn(Step):
    findings: list[FindingIn]
    plan: list[str] = []
    comment: str = Field("", max_length=4000)


class ReplyIn(Step):
    agrees: bool
    comment: str = Field("", max_length=4000)


def _rows(request: HttpRequest) -> Any:
    rows = Checkup.objects.for_(request.user).select_related(
        "campaign", "enterprise__party", "territory", "domain"
    )
    return rows.order_by("-selected_on", "pk")


def _one(request: HttpRequest, number: str) -> Any:
    return check_as_read(request, get_object_or_404(_rows(request), number=number))


@router.get("/campaigns", response=list[CampaignOut], url_name="campaigns")
@paginate
def list_campaigns(request: HttpRequest, state: str | None = None) -> Any:
    rows = Campaign.objects.for_(request.user).order_by("-since", "pk")
    return rows.filter(state=state) if state else rows


@router.get("", response=list[CheckupOut], url_name="checkups")
@paginate
def list_checkups(
    request: HttpRequest, state: str | None = None, campaign: str | None = None
) -> Any:
    asked = {"state": state, "campaign__number": campaign}
    return _rows(request).filter(**{k: v for k, v in asked.items() if v})


@router.get("/{number}", response=CheckupOut, url_name="checkup")
def get_checkup(request: HttpRequest, number: str) -> Any:
    return _one(request, number)


@router.get("/{number}/answers", response=AnswersOut, url_name="checkup_answers")
def get_answers(request: HttpRequest, number: str) -> Any:
    """Found only by those the consent allows to read them."""
    checkup = _one(request, number)
    if not guards.can_read_answers(checkup, request.user):
        raise Http404
    return checkup


@router.put("/{number}/answers/{section}", response=AnswersOut, url_name="checkup_save_answers")
def save_answers(request: HttpRequest, number: str, section: str, data: AnswersIn) -> Any:
    checkup = _one(request, number)
    return actions.save_answers(
        checkup=checkup, section=section, by=request.user, **data.dict()
    )  # fmt: skip


@router.post("/{number}/invite", response=CheckupOut, url_name="checkup_invite")
def invite(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.invite(checkup=_one(request, number), by=request.user, **data.dict())


@router.post("/{number}/consent", response=CheckupOut, url_name="checkup_consent")
def consent(request: HttpRequest, number: str, data: ConsentIn) -> Any:
    checkup = _one(request, number)
    actions.consent(checkup=checkup, by=request.user, **data.dict())
    return checkup


@router.post("/{number}/decline", response=CheckupOut, url_name="checkup_decline")
def decline(request: HttpRequest, number: str, data: DeclineIn) -> Any:
    return actions.decline(checkup=_one(request, number), by=request.user, **data.dict())


@router.post("/{number}/hand-in", response=CheckupOut, url_name="checkup_hand_in")
def hand_in(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.hand_in(checkup=_one(request, number), by=request.user, **data.dict())


@router.post("/{number}/visits", response=CheckupOut, url_name="checkup_visit")
def record_visit(request: HttpRequest, number: str, data: VisitIn) -> Any:
    checkup = _one(request, number)
    actions.record_visit(checkup=checkup, by=request.user, **data.dict())
    return checkup


@router.post("/{number}/diagnosis", response=CheckupOut, url_name="checkup_diagnose")
def diagnose(request: HttpRequest, number: str, data: DiagnosisIn) -> Any:
    return actions.diagnose(checkup=_one(request, number), by=request.user, **data.dict())


@router.post("/{number}/reply", response=CheckupOut, url_name="checkup_reply")
def reply(request: HttpRequest, number: str, data: ReplyIn) -> Any:
    checkup = _one(request, number)
    actions.reply(checkup=checkup, by=request.user, **data.dict())
    return checkup


@router.post("/{number}/issue", response=CheckupOut, url_name="checkup_issue")
def issue(request: HttpRequest, number: str, data: Step) -> Any:
    return actions.issue(checkup=_one(request, number), by=request.user, **data.dict())
