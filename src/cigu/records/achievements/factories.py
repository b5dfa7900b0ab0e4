"""Achievements by the room's own actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.core.access.factories import make_domain, make_territory
from cigu.records.organisations.factories import make_institute, registry

from .actions import draft_achievement, publish_achievement, submit_achievement
from .models import Achievement

_serial = count(1)


def make_achievement(**fields: Any) -> Achievement:
    """A draft."""
    given = {
        "title": f"乌有工艺{next(_serial)}",
        "abstract": "示例：矫顽力 1610 kA/m。",
        "owner": fields.get("owner") or make_institute(),
        "territory": fields.get("territory") or make_territory(),
        "domain": fields.get("domain") or make_domain(),
        "synthetic": True,
        "by": registry(),
    }
    return draft_achievement(**{**given, **fields})


def make_published(**fields: Any) -> Achievement:
    made = make_achievement(**fields)
    submit_achievement(achievement=made, by=registry())
    return publish_achievement(achievement=made, by=registry())
