"""Events over the API, read only."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import WithJsonSchema

from .models import Event
from .programme import programme

router = Router(tags=["events"])
# The clock of the place; "format: time" would promise an offset from UTC.
LocalTime = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d:\d\d$", "title": "Local time"})
]


class EventOut(Schema):
    uid: UUID
    number: str
    kind: str
    title: str
    state: str
    territory_id: str
    domain_id: str
    held_on: date
    time: LocalTime | None
    place: str
    host: str
    topics: str
    attendance: int | None
    synthetic: bool
    revision: int


class ItemOut(Schema):
    begins: LocalTime | None
    minutes: int
    title: str | None  # null where the reader may not know it
    achievement: str | None
    need: str | None


class EventWithProgramme(EventOut):
    programme: list[ItemOut]


@router.get("", response=list[EventOut], url_name="events")
@paginate
def list_events(request: HttpRequest, kind: str | None = None, state: str | None = None) -> Any:
    asked = {"kind": kind, "state": state}
    rows = Event.objects.for_(request.user).filter(**{k: v for k, v in asked.items() if v})
    return rows.order_by("-held_on", "pk")


@router.get("/{number}", response=EventWithProgramme, url_name="event")
def get_event(request: HttpRequest, number: str) -> Any:
    event = get_object_or_404(Event.objects.for_(request.user), number=number)
    event.programme = [_item(line) for line in programme(event, request.user)]
    return event


def _item(line: Any) -> dict[str, Any]:
    return {
        "begins": line.begins, "minutes": line.item.minutes,
        "title": None if line.withheld else line.item.title,
        "achievement": line.achievement.number if line.achievement else None,
        "need": line.need.number if line.need else None,
    }  # fmt: skip
