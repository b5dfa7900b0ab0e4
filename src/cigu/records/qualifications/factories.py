"""Qualifications by the room's own actions."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from cigu.records.organisations.factories import make_enterprise, registry

from .actions import award
from .models import Kind, Level, Qualification

_serial = count(1)


def make_qualification(**fields: Any) -> Qualification:
    given = {
        "organisation": fields.get("organisation") or make_enterprise(),
        "kind": Kind.HIGH_TECH, "level": Level.NATION, "issued_on": date(2023, 11, 9),
        "valid_to": date(2026, 11, 9), "certificate": f"拟{next(_serial):06}",
        "issuer": "虚构认定机构", "by": registry(),
    }  # fmt: skip
    return award(**{**given, **fields})
