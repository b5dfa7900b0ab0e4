"""Platforms by the room's own actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.core.access.factories import make_territory
from cigu.records.organisations.factories import registry

from .actions import register_platform
from .models import Platform

_serial = count(1)


def make_platform(**fields: Any) -> Platform:
    given = {
        "name": f"乌有平台{next(_serial)}",
        "territory": fields.get("territory") or make_territory(),
        "synthetic": True,
        "by": registry(),
    }
    return register_platform(**{**given, **fields})
