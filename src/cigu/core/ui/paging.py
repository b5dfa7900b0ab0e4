"""Pages of the API: so many rows at once, and so deep and no deeper. Who wants more narrows."""

from __future__ import annotations

from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination

PER_PAGE = 100
MOST = 500
DEEPEST = 10_000  # as many rows as a page counts


class Paged(LimitOffsetPagination):
    class Input(Schema):
        limit: int = Field(PER_PAGE, ge=1, le=MOST)
        offset: int = Field(0, ge=0, le=DEEPEST)
