"""Needs by the room's own actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.core.access.factories import make_segment, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.records.organisations.factories import make_enterprise

from .actions import accept_need, publish_need, raise_need, submit_need
from .models import Need

_serial = count(1)
STEPS = ("draft", "submitted", "accepted", "published")


def needs_officer() -> User:
    """An officer of the whole city, who takes every step."""
    found = User.objects.filter(username="needs-officer").first()
    return found or make_user(
        Role.OFFICER, username="needs-officer", territory=make_territory("150200")
    )


def make_need(state: str = "published", **fields: Any) -> Need:
    """A technology need, brought as far as ``state``: draft, submitted, accepted or published."""
    given: dict[str, Any] = {
        "title": f"示例需求{next(_serial)}", "problem": "虚构的需求，仅供测试。",
        "segment": fields.get("segment") or make_segment(), "origin": Need.Origin.ENTERPRISE,
        "target": 110, "unit": "K", "secrecy": Need.Secrecy.OPEN, "by": needs_officer(),
        "organisation": fields.get("organisation") or make_enterprise(),
    }  # fmt: skip
    given |= fields
    need = raise_need(domain=given["segment"].domain, **given)
    steps = (submit_need, accept_need, publish_need)
    for step in steps[: STEPS.index(state)]:
        step(need=need, by=needs_officer())
    return need
