"""Pages of the API: so many rows at once, so deep and no deeper, and so many in a day. Who wants
more narrows. Each page says its data class in a header; with personal or important data it leaves
a leaf."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination

from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.personal.levels import DataClass, class_of
from cigu.core.quotas.counting import take
from cigu.engines.basis.errors import CiguError

from .counting import capped
from .keyset import LAST, LONGEST, BadMark, Keyset, Page, keys_of

PER_PAGE = 100
MOST = 500
DEEPEST = 10_000  # as many rows as a page counts
HEADER = "X-Data-Class"


class UnknownMark(CiguError):
    pass


class Paged(LimitOffsetPagination):
    class Input(Schema):
        limit: int = Field(PER_PAGE, ge=1, le=MOST)
        offset: int = Field(0, ge=0, le=DEEPEST)
        after: str = Field("", max_length=LONGEST, description="``next`` of the page before")

    class Output(Schema):
        items: list[Any]
        count: int = Field(description="how many there are; 10001 stands for more than 10000")
        next: str | None = Field(description="what to give as ``after``; null on the last page")

    def paginate_queryset(self, queryset: Any, pagination: Any, request: Any, **params: Any) -> Any:
        """Rows are counted before they are handed out."""
        found = _page(queryset, pagination)
        rows = found["items"]
        route = request.resolver_match.view_name
        if rows:
            take(request.user, len(rows), what=route)
        request.data_class = kind = _class_of(queryset)
        if rows and kind.needs_purpose:
            _leave_leaf(request, route, len(rows), kind, queryset.model)
        return found


def _page(queryset: Any, asked: Any) -> dict[str, Any]:
    """After a mark, at any depth; by number, as deep as pages are counted."""
    rows = Keyset(queryset, keys_of(queryset.model, _order_of(queryset)), asked.limit)
    page = page_at(rows, asked.after) if asked.after else rows.skip(asked.offset)
    return {"items": page.rows, "count": capped(queryset), "next": page.after or None}


def page_at(rows: Keyset, after: str) -> Page:
    """The page after a mark that came from outside; the first one without."""
    try:
        if after == LAST:
            raise BadMark
        return rows.page(after)
    except BadMark:
        raise UnknownMark(
            "after", _("“after” is no place in this list."), field="after",
            remedy=_("Give what the page before called “next”, with the same filters."),
        ) from None  # fmt: skip


def _order_of(queryset: Any) -> list[tuple[str, bool]]:
    return [(key.removeprefix("-"), key.startswith("-")) for key in queryset.query.order_by]


def _class_of(queryset: Any) -> DataClass:
    return class_of(queryset.model) if isinstance(queryset, QuerySet) else DataClass()


def _leave_leaf(request: Any, route: str, rows: int, kind: DataClass, model: Any) -> None:
    with transaction.atomic():
        note(
            "api.read", by=request.user, on=today(), subject=route, uid=request.user.uid,
            rows=rows, data_class=kind.code, model=model._meta.label_lower,
            personal={"query": request.META.get("QUERY_STRING", "")[:500]},
        )  # fmt: skip
