"""Facts by the room's own actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.records.organisations.factories import make_enterprise, registry

from .actions import state_facts
from .guards import Stated
from .models import Fact, Filing

LAST_YEAR = date(2023, 12, 31)


def account_of(body: Any) -> Any:
    """Somebody who acts for the enterprise."""
    return make_user(Role.ENTERPRISE, party=body.party)


def stated(code: str = "revenue", number: Any = 8600, day: date = LAST_YEAR) -> Stated:
    return Stated(code, day, Decimal(str(number)))


def make_fact(number: Any = 8600, code: str = "revenue", **fields: Any) -> Fact:
    """Entered by an officer, so accepted."""
    body = fields.pop("organisation", None) or make_enterprise()
    given = {"by": registry(), "day": LAST_YEAR, **fields}
    row = stated(code, number, given.pop("day"))
    return state_facts(organisation=body, rows=[row], **given)[0]


def make_filing(body: Any = None, by: Any = None, **numbers: Any) -> Filing:
    """Filed by the enterprise for last year, so to be checked."""
    body = body or make_enterprise()
    rows = [stated(code, n) for code, n in (numbers or {"revenue": 8600}).items()]
    made = state_facts(organisation=body, rows=rows, by=by or account_of(body))
    return Filing.objects.get(facts=made[0])
