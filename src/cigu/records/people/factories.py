"""People by the room's own actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.records.organisations.factories import registry

from .actions import register_person
from .models import Person

_serial = count(1)


def make_person(**fields: Any) -> Person:
    given = {"name": f"拟名{next(_serial)}", "by": registry(), "synthetic": True}
    return register_person(**{**given, **fields})


def make_expert(**fields: Any) -> Person:
    return make_person(is_expert=True, **fields)
