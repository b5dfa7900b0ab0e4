"""Facts of one enterprise over the API, read only; what is masked for the reader is null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cigu.core.access.errors import NotAllowed

from .actions import record_use
from .declaring import TAKEN
from .definitions import definition
from .guards import is_office, is_own
from .models import Fact, FactUse
from .views.pages import find

router = Router(tags=["facts"])
MOST = 500  # rows of one answer


class FactOut(Schema):
    uid: UUID
    code: str
    label: str
    unit: str
    begins: date | None = Field(description="null for a value as of a day")
    day: date = Field(description="last day of the period, or the day it was read on")
    number: Decimal | None = Field(description="null where the reader may not know it")
    state: str
    origin: str
    valid_to: date
    stated_on: date
    decided_on: date | None
    reason_code: str
    synthetic: bool
    revision: int

    @staticmethod
    def resolve_label(row: Fact) -> str:
        return str(definition(row.code))

    @staticmethod
    def resolve_unit(row: Fact) -> str:
        return definition(row.code).unit

    @staticmethod
    def resolve_number(row: Fact) -> Any:
        return row.shown("number")


class UseOut(Schema):
    uid: UUID
    used_on: date
    reader: str
    office: str
    way: str
    form: str
    purpose: str
    subject_number: str
    facts: list[list[str]] = Field(description="[code, last day]")

    @staticmethod
    def resolve_reader(row: FactUse) -> str:
        return str(row.reader)

    @staticmethod
    def resolve_office(row: FactUse) -> str:
        return row.reader.office


@router.get("/{uid}", response=list[FactOut], url_name="facts")
def list_facts(request: HttpRequest, uid: UUID) -> Any:
    """All that was stated of the enterprise and is not superseded. The reading is noted, and the
    enterprise sees it."""
    user: Any = request.user
    body = find(user, uid)
    found = Fact.objects.for_(user).filter(organisation=body).exclude(state="superseded")
    rows = list(found.select_related("organisation").order_by("code", "-day", "pk"))
    seen = [row for row in rows if not row.is_masked]
    record_use(organisation=body, facts=seen, by=user, form=TAKEN, way=FactUse.Way.API)
    return rows


@router.get("/{uid}/uses", response=list[UseOut], url_name="fact_uses")
def list_uses(request: HttpRequest, uid: UUID, after: int = Query(0, ge=0, le=10_000_000)) -> Any:
    """Who read which facts of the enterprise, newest first: 500 rows from ``after`` on."""
    user: Any = request.user
    body = find(user, uid)
    if not (is_own(body, user) or is_office(body, user)):
        raise NotAllowed()
    rows = FactUse.objects.for_(user).filter(organisation=body).select_related("reader")
    return rows.order_by("-used_on", "-pk")[after : after + MOST]
