"""Needs over the API: the same scope, the same masking and the same actions as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import ConfigDict

from cigu.core.places.models import Segment
from cigu.records.organisations.models import Organisation

from .actions import raise_need
from .models import Need

router = Router(tags=["needs"])


class NeedOut(Schema):
    uid: UUID
    number: str
    title: str
    kind: str
    state: str
    disclosure: str = Field(description="full, or masked: then owner and budget are null")
    enterprise: str | None
    budget: Decimal | None = Field(description="10,000 yuan; null where unknown or masked")
    problem: str
    metric: str
    present: Decimal | None
    comparator: str
    target: Decimal | None
    unit: str
    conditions: str
    segment_id: str | None
    origin: str
    secrecy: str
    deadline: date | None
    accepted_on: date | None
    published_on: date | None
    synthetic: bool
    revision: int

    @staticmethod
    def resolve_enterprise(need: Need) -> str | None:
        owner = need.shown("organisation")
        return None if owner is None else owner.name_zh

    @staticmethod
    def resolve_budget(need: Need) -> Decimal | None:
        return need.shown("budget")


class NeedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    enterprise: UUID = Field(description="uid of the enterprise")
    title: str = Field(min_length=1, max_length=80)
    problem: str = Field(min_length=1, max_length=4000)
    segment: str
    origin: str = Field("enterprise", pattern="^(enterprise|commissioner|event)$")
    kind: str = Field("technology", pattern=f"^({'|'.join(Need.Kind.values)})$")
    secrecy: str = Field(pattern=f"^({'|'.join(Need.Secrecy.values)})$")
    metric: str = Field("", max_length=60)
    present: Decimal | None = Field(None, max_digits=18, decimal_places=6)
    comparator: str = Field("≥", pattern=f"^({'|'.join(Need.Comparator.values)})$")
    target: Decimal | None = Field(None, max_digits=18, decimal_places=6)
    unit: str = Field("", max_length=30)
    conditions: str = Field("", max_length=300)
    keywords: str = Field("", max_length=200)
    budget: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    deadline: date | None = None
    on: date | None = None
    reason: str = Field("", max_length=300)


def _rows(request: HttpRequest) -> Any:
    return Need.objects.for_(request.user).select_related("organisation").order_by("-number")


@router.get("", response=list[NeedOut], url_name="needs")
@paginate
def list_needs(
    request: HttpRequest, state: str | None = None, segment: str | None = None,
    origin: str | None = None, kind: str | None = None,
) -> Any:  # fmt: skip
    asked = {"state": state, "segment": segment, "origin": origin, "kind": kind}
    return _rows(request).filter(**{k: v for k, v in asked.items() if v})


@router.get("/{number}", response=NeedOut, url_name="need")
def get_need(request: HttpRequest, number: str) -> Any:
    return get_object_or_404(_rows(request), number=number)


@router.post("", response={201: NeedOut}, url_name="raise_need")
def create_need(request: HttpRequest, data: NeedIn) -> Any:
    """A draft, as if it had been entered in the form."""
    given = data.dict()
    owner = get_object_or_404(Organisation.objects.for_(request.user), uid=given.pop("enterprise"))
    segment = get_object_or_404(Segment, pk=given.pop("segment"))
    need = raise_need(
        by=request.user, organisation=owner, segment=segment, domain=segment.domain, **given
    )
    return Status(201, get_object_or_404(_rows(request), pk=need.pk))
