"""Teams by the room's own actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.records.organisations.factories import make_institute, registry

from .actions import register_team
from .models import Team

_serial = count(1)


def make_team(**fields: Any) -> Team:
    given = {
        "name": f"乌有团队{next(_serial)}",
        "organisation": fields.get("organisation") or make_institute(),
        "synthetic": True,
        "by": registry(),
    }
    return register_team(**{**given, **fields})
