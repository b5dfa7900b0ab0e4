"""The yearbook over the API: the JSON of ``cigu yearbook``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from cigu.core.figures import sdmx
from cigu.core.quotas.counting import take
from cigu.faces.yearbook.asking import where_of
from cigu.faces.yearbook.guards import can_see_value
from cigu.faces.yearbook.lines import yearbook
from cigu.faces.yearbook.observing import as_sdmx
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


@router.get(
    "/figures.csv",
    url_name="yearbook_csv",
    openapi_extra={
        "responses": {
            200: {
                "description": "SDMX-CSV 2.0",
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        }
    },
)
def get_yearbook_csv(
    request: HttpRequest, territory: str, period: str, domain: str | None = None
) -> HttpResponse:
    """The computed figures as SDMX-CSV 2.0; a value that is unknown is empty, never zero."""
    content, lines = as_sdmx(where_of(territory, period, domain), request.user)
    take(request.user, lines, what="api:yearbook_csv")
    return HttpResponse(content, content_type=sdmx.MEDIA)


@router.get("", response=YearbookOut, url_name="yearbook")
def get_yearbook(
    request: HttpRequest, territory: str, period: str, domain: str | None = None
) -> dict[str, Any]:
    """All indicators with published and computed value and verdict; ``period`` is [from, to)."""
    lines = yearbook(where_of(territory, period, domain))
    return as_json(
        [x for x in lines if x.result is None or can_see_value(x.result.figure, request.user)]
    )
