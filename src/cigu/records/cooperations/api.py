"""Cooperations over the API: the same scope and the same actions as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate
from pydantic import ConfigDict

from cigu.core.ui.revisions import check_as_read

from .actions import sign_cooperation
from .models import Cooperation, Outcome

router = Router(tags=["cooperations"])


class CooperationOut(Schema):
    uid: UUID
    number: str
    title: str
    state: str
    origin: str
    enterprise: str = Field(alias="enterprise.name_zh")
    provider: str = Field(alias="provider.name")
    mode: str
    amount: Decimal | None = Field(description="10,000 yuan; null where it is not known")
    began_on: date
    signed_on: date | None
    ends_on: date | None
    delivered_on: date | None
    rating: int | None
    synthetic: bool
    revision: int


class OutcomeOut(Schema):
    uid: UUID
    months: int
    due_on: date
    state: str
    progress: str
    sales: Decimal | None = Field(description="10,000 yuan; null where it is not known")
    saved: Decimal | None = Field(description="10,000 yuan; null where it is not known")
    reported_on: date | None
    confirmed_on: date | None
    synthetic: bool
    revision: int


class SignIn(Schema):
    model_config = ConfigDict(extra="forbid")

    amount: Decimal = Field(ge=0, max_digits=12, decimal_places=2)
    mode: str = Field(max_length=40)
    ends_on: date | None = None
    on: date | None = None
    reason: str = Field("", max_length=300)


def _rows(request: HttpRequest) -> Any:
    rows = Cooperation.objects.for_(request.user).select_related("enterprise__party", "provider")
    return rows.order_by("-began_on", "pk")


@router.get("", response=list[CooperationOut], url_name="cooperations")
@paginate
def list_cooperations(
    request: HttpRequest, state: str | None = None, origin: str | None = None
) -> Any:
    asked = {"state": state, "origin": origin}
    return _rows(request).filter(**{k: v for k, v in asked.items() if v})


@router.get("/{number}", response=CooperationOut, url_name="cooperation")
def get_cooperation(request: HttpRequest, number: str) -> Any:
    return get_object_or_404(_rows(request), number=number)


@router.get("/{number}/outcomes", response=list[OutcomeOut], url_name="outcomes")
def list_outcomes(request: HttpRequest, number: str) -> Any:
    cooperation = get_object_or_404(_rows(request), number=number)
    return Outcome.objects.for_(request.user).filter(cooperation=cooperation)


@router.post("/{number}/sign", response=CooperationOut, url_name="sign_cooperation")
def sign(request: HttpRequest, number: str, data: SignIn) -> Any:
    cooperation = check_as_read(request, get_object_or_404(_rows(request), number=number))
    return sign_cooperation(cooperation=cooperation, by=request.user, **data.dict())
