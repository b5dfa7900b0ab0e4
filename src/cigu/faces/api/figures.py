"""Computed figures: the official value, and the records behind it that the caller may see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from cigu.core.figures.expressions import Figure
from cigu.core.figures.registry import Result, compute, registered
from cigu.core.quotas.counting import take
from cigu.faces.yearbook.asking import where_of
from cigu.faces.yearbook.guards import can_see_value
from cigu.faces.yearbook.records import MANY, page_of
from cigu.faces.yearbook.report import number

router = Router(tags=["figures"])


class FigureOut(Schema):
    id: str
    label: str
    unit: str
    kind: str
    version: int
    counted: str
    condition: str
    dated: str


class RecordOut(Schema):
    object_type: str
    uid: UUID
    label: str
    url: str
    dated: date | None
    contribution: float
    synthetic: bool


class ValueOut(FigureOut):
    value: float | int | None
    text: str
    comparator: str
    basis: str
    complete: bool
    as_of: date
    counted_at: datetime | None = Field(
        description="null, or when it was counted if later changes are just being counted"
    )
    n_records: int
    records: list[RecordOut] = Field(
        description=f"those that the caller may see, newest first, up to {MANY} at once"
    )
    n_hidden: int = Field(description="10001 stands for more than 10000")
    next: str | None = Field(
        default=None, description="what to give as after; null on the last page"
    )


@router.get("", response=list[FigureOut], url_name="figures")
def list_figures(request: HttpRequest) -> Any:
    """The figures that a room computes; without values, which need a scope."""
    return [about(f) for f in registered().values() if can_see_value(f, request.user)]


@router.get("/{ident}", response=ValueOut, url_name="figure")
def get_figure(
    request: HttpRequest, ident: str, territory: str, period: str, domain: str | None = None,
    after: str = "",
) -> Any:  # fmt: skip
    """The value, and a page of the records behind it that the caller may see; ``after`` takes the
    ``next`` of the page before."""
    figure = registered().get(ident)
    if figure is None or not can_see_value(figure, request.user):
        raise Http404
    told = valued(compute(figure, where_of(territory, period, domain)), request.user, after)
    if told["records"]:  # they leave as a page of a list does
        take(request.user, len(told["records"]), what="api:figure")
    return told


def about(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id, "label": str(figure.label), "unit": str(figure.unit),
        "kind": figure.kind, "version": figure.version,
        "counted": str(figure.definition.counted), "condition": str(figure.definition.condition),
        "dated": str(figure.definition.dated),
    }  # fmt: skip


def valued(result: Result, user: Any, after: str) -> dict[str, Any]:
    found, hidden, following = page_of(result, user, after)
    return about(result.figure) | {
        "value": number(result.value), "text": result.text, "comparator": result.comparator,
        "basis": result.basis, "complete": result.complete, "as_of": result.as_of,
        "counted_at": result.behind, "n_records": result.n_rows, "n_hidden": hidden,
        "records": [_record(record) for record in found], "next": following,
    }  # fmt: skip


def _record(record: Any) -> dict[str, Any]:
    return {
        "object_type": record.object_type, "uid": record.uid, "label": record.label,
        "url": record.url, "dated": record.dated, "contribution": record.contribution,
        "synthetic": record.synthetic,
    }  # fmt: skip
