"""Imports over the API: bring a file, read what would come of it, write it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Base64Bytes, ConfigDict

from cigu.core.imports import actions
from cigu.core.imports.guards import check_can_import
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun, nouns
from cigu.core.places.models import Domain, Territory

router = Router(tags=["imports"])
WHAT = "^[a-z_]{1,30}$"
MOST = 500  # rows of one answer
MOST_BYTES = 1_400_000  # of a file: a request without files has at most 2 MB


class ImportOut(Schema):
    uid: UUID
    noun: str = Field(description="the register that the file is for")
    name: str
    state: str
    counts: dict[str, int] = Field(description="outcome → rows")
    headings: list[str] = Field(description="as they stand in the file")
    mapping: dict[str, str] = Field(description="place of a column in the file → column")
    done: int | None = Field(description="rows that the job has got through")
    error: str = Field(description="why the job ended, if it did not reach its end")
    why: str = Field(description="why it was taken back, if it was")
    left: list[tuple[str, UUID]] = Field(
        description="[kind, uid] of records that were changed since and so were not taken back"
    )
    created_on: date
    written_on: date | None
    synthetic: bool
    revision: int

    @staticmethod
    def resolve_done(row: Import) -> int | None:
        return row.job.done if row.job is not None else None

    @staticmethod
    def resolve_error(row: Import) -> str:
        return row.job.error if row.job is not None else ""


class RowOut(Schema):
    number: int = Field(description="as a spreadsheet shows it")
    label: str
    outcome: str
    faults: list[list[str]] = Field(description="[column, what is wrong]")
    changes: list[list[str]] = Field(description="[column, before, after]")
    like: list[list[str]] = Field(description="[uid, name, why]: records it may be")
    written: bool


class BringIn(Schema):
    model_config = ConfigDict(extra="forbid")

    noun: str = Field(pattern=WHAT, description="the register that the file is for")
    name: str = Field(min_length=1, max_length=120, description="ends in .xlsx or .csv")
    content: Base64Bytes = Field(
        max_length=MOST_BYTES, description="the file in Base64; larger ones are brought on the page"
    )
    territory: str | None = Field(None, max_length=12)
    domain: str | None = Field(None, max_length=40)
    reason: str = Field("", max_length=300)


class ReasonIn(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=300)


def _rows(request: HttpRequest) -> Any:
    return Import.objects.for_(request.user).select_related("job", "owner").order_by("-pk")


def _found(request: HttpRequest, uid: UUID) -> Import:
    found: Import = get_object_or_404(_rows(request), uid=uid)
    return found


@router.get("", response=list[ImportOut], url_name="imports")
@paginate
def list_imports(request: HttpRequest) -> Any:
    return _rows(request)


@router.post("", response={201: ImportOut}, url_name="bring_import")
def bring_import(request: HttpRequest, data: BringIn) -> Any:
    """Keep the file, match its columns as the office did before, and check it in the background.
    A file without a column for what is required waits to be matched on its page."""
    what = _noun(data.noun)
    check_can_import(request.user, what)
    place, domain = data.territory, data.domain
    user: Any = request.user
    batch = actions.bring_file(
        by=user, what=what.key, file=(data.name, data.content), reason=data.reason,
        territory=get_object_or_404(Territory, pk=place) if place else None,
        domain=get_object_or_404(Domain, pk=domain) if domain else None,
    )  # fmt: skip
    matched = set(batch.mapping.values())
    if "uid" in matched or all(c.name in matched for c in what.columns if c.required):
        actions.match_columns(batch=batch, by=user, mapping=batch.mapping)
    return Status(201, _found(request, batch.uid))


def _noun(key: str) -> Any:
    if key not in {n.key for n in nouns()}:
        raise Http404
    return noun(key)


@router.get("/{uid}", response=ImportOut, url_name="import")
def get_import(request: HttpRequest, uid: UUID) -> Any:
    return _found(request, uid)


@router.get("/{uid}/rows", response=list[RowOut], url_name="import_rows")
def list_rows(
    request: HttpRequest, uid: UUID, outcome: str | None = None,
    after: int = Query(0, ge=0, le=10_000_000),
) -> Any:  # fmt: skip
    """The first 500 rows below row ``after`` of the file."""
    rows = _found(request, uid).rows.filter(number__gt=after).order_by("number")
    return (rows.filter(outcome=outcome) if outcome else rows)[:MOST]


@router.post("/{uid}/write", response=ImportOut, url_name="write_import")
def write_import(request: HttpRequest, uid: UUID) -> Any:
    """Only without faults and doubtful rows; the worker writes."""
    batch = _found(request, uid)
    user: Any = request.user
    actions.write_import(batch=batch, by=user)
    return _found(request, uid)


@router.post("/{uid}/take-back", response=ImportOut, url_name="take_back_import")
def take_back_import(request: HttpRequest, uid: UUID, data: ReasonIn) -> Any:
    """Of a file whose work broke off while it was written: nothing of it stays."""
    user: Any = request.user
    actions.take_back_import(batch=_found(request, uid), by=user, reason=data.reason)
    return _found(request, uid)
