"""Matches over the API, read only: what pages show, under the same scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from .models import Match

router = Router(tags=["matches"])


class MatchOut(Schema):
    uid: UUID
    number: str | None
    need: str = Field(alias="need.number")
    provider: str = Field(alias="provider.name")
    kind: str
    role: str
    state: str
    score: Decimal | None
    rank: int | None
    proposed_on: date | None
    respond_by: date | None
    answered_on: date | None
    decline_code: str
    met_on: date | None
    ended_on: date | None
    synthetic: bool
    revision: int


class MatchWithGrounds(MatchOut):
    parts: dict[str, Any]
    passages: list[dict[str, Any]]


def _rows(request: HttpRequest) -> Any:
    return Match.objects.for_(request.user).select_related("need", "provider").order_by("-pk")


@router.get("", response=list[MatchOut], url_name="matches")
@paginate
def list_matches(
    request: HttpRequest, need: str | None = None, state: str | None = None, kind: str | None = None
) -> Any:
    asked = {"need__number": need, "state": state, "kind": kind}
    return _rows(request).filter(**{k: v for k, v in asked.items() if v})


@router.get("/{uid}", response=MatchWithGrounds, url_name="match")
def get_match(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(_rows(request), uid=uid)
