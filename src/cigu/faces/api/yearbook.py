"""The yearbook over the API: the JSON of ``cigu yearbook``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cigu.faces.yearbook.asking import where_of
from cigu.faces.yearbook.guards import can_see_value
from cigu.faces.yearbook.lines import yearbook
from cigu.faces.yearbook.report import as_json

router = Router(tags=["yearbook"])


@router.get("", url_name="yearbook")
def get_yearbook(
    request: HttpRequest, territory: str, period: str, domain: str | None = None
) -> dict[str, Any]:
    """All indicators with published and computed value and verdict; ``period`` is [from, to)."""
    lines = yearbook(where_of(territory, period, domain))
    return as_json(
        [x for x in lines if x.result is None or can_see_value(x.result.figure, request.user)]
    )
