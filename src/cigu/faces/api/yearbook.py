"""The yearbook over the API: the JSON of ``cigu yearbook``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from cigu.faces.yearbook.asking import where_of
from cigu.faces.yearbook.guards import can_see_value
from cigu.faces.yearbook.lines import yearbook
from cigu.faces.yearbook.report import as_json

router = Router(tags=["yearbook"])


class LineOut(Schema):
    id: str
    published: float | int | None
    computed: float | int | None
    comparator: str
    unit: str
    basis: str | None
    as_of: date | None
    verdict: str
    n_records: int | None


class CoverageOut(Schema):
    computed: int
    total: int


class YearbookOut(Schema):
    figures: list[LineOut]
    coverage: CoverageOut


@router.get("", response=YearbookOut, url_name="yearbook")
def get_yearbook(
    request: HttpRequest, territory: str, period: str, domain: str | None = None
) -> dict[str, Any]:
    """All indicators with published and computed value and verdict; ``period`` is [from, to)."""
    lines = yearbook(where_of(territory, period, domain))
    return as_json(
        [x for x in lines if x.result is None or can_see_value(x.result.figure, request.user)]
    )
