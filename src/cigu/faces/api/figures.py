"""Computed figures: the official value, and the records behind it that the caller may see."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from cigu.core.figures.expressions import Figure
from cigu.core.figures.registry import Result, compute, registered
from cigu.faces.yearbook.asking import where_of
from cigu.faces.yearbook.guards import can_see_value
from cigu.faces.yearbook.records import records
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
    n_records: int
    records: list[RecordOut]
    n_hidden: int


@router.get("", response=list[FigureOut], url_name="figures")
def list_figures(request: HttpRequest) -> Any:
    """The figures that a room computes; without values, which need a scope."""
    return [about(f) for f in registered().values() if can_see_value(f, request.user)]


@router.get("/{ident}", response=ValueOut, url_name="figure")
def get_figure(
    request: HttpRequest, ident: str, territory: str, period: str, domain: str | None = None
) -> Any:
    figure = registered().get(ident)
    if figure is None or not can_see_value(figure, request.user):
        raise Http404
    return valued(compute(figure, where_of(territory, period, domain)), request.user)


def about(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id, "label": str(figure.label), "unit": str(figure.unit),
        "kind": figure.kind, "version": figure.version,
        "counted": str(figure.definition.counted), "condition": str(figure.definition.condition),
        "dated": str(figure.definition.dated),
    }  # fmt: skip


def valued(result: Result, user: Any) -> dict[str, Any]:
    found, hidden = records(result, user)
    return about(result.figure) | {
        "value": number(result.value), "text": result.text, "comparator": result.comparator,
        "basis": result.basis, "complete": result.complete, "as_of": result.as_of,
        "n_records": len(result.rows), "n_hidden": hidden,
        "records": [_record(record) for record in found],
    }  # fmt: skip


def _record(record: Any) -> dict[str, Any]:
    return {
        "object_type": record.object_type, "uid": record.uid, "label": record.label,
        "url": record.url, "dated": record.dated, "contribution": record.contribution,
        "synthetic": record.synthetic,
    }  # fmt: skip
