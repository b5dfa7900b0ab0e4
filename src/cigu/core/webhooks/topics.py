"""What may be subscribed to. A room offers a topic with the kind of record that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from cigu.core.access.scope import FULL
from cigu.core.notices.models import Event

PING = "webhooks.ping"


@dataclass(frozen=True)
class Topic:
    name: str
    label: str | Promise
    model: str  # "records_needs.need"; the payload of its events holds the uid


_topics: dict[str, Topic] = {}


def offer(name: str, label: str | Promise, model: str) -> None:
    _topics[name] = Topic(name, label, model)


def offered() -> list[Topic]:
    return [_topics[name] for name in sorted(_topics)]


def label(name: str) -> str:
    return str(_topics[name].label) if name in _topics else name


def subject(event: Event, user: Any) -> Any:
    """The record that the event speaks of, if the user may see all of it; else None."""
    topic = _topics.get(event.topic)
    if topic is None or not user.is_active:
        return None
    rows: Any = apps.get_model(topic.model)
    return rows.objects.for_(user).filter(uid=event.payload["uid"], disclosure=FULL).first()
