"""Search over the API: the same hits as the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from cigu.core.search.registry import find
from cigu.faces.yearbook.records import address, name

router = Router(tags=["search"])


class HitOut(Schema):
    uid: UUID
    label: str
    url: str


class HitsOut(Schema):
    kind: str
    total: int
    hits: list[HitOut]


@router.get("", response=list[HitsOut], url_name="search")
def get_search(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(hits.label), "total": hits.total,
            "hits": [
                {"uid": str(row.uid), "label": name(row), "url": address(row)} for row in hits.rows
            ],
        }
        for hits in find(request.user, q)
    ]  # fmt: skip
