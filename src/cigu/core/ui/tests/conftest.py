"""One officer, one scope, a handful of tasks; a page that renames a party."""

from __future__ import annotations

from datetime import date

import pytest

from cigu.core.access.actions import create_account, create_party, grant_role
from cigu.core.audit.recording import change
from cigu.core.clock.business import fix_day
from cigu.core.flow.models import Task
from cigu.core.places.models import Domain, Territory

DAY = date(2024, 6, 14)
PASSWORD = "magnet-valley-2024"


@pytest.fixture
def city(db):
    fix_day(DAY)
    nation = Territory(code="CN", name_zh="中国", level="nation")
    nation.save()
    city = Territory(code="150200", name_zh="包头市", level="city", parent=nation)
    city.save()
    return city


@pytest.fixture
def officer(city):
    user = create_account(username="zhang", password=PASSWORD, name="张三", by=None, synthetic=True)
    grant_role(user=user, role="officer", by=None, territory=city, valid_from=date(2023, 1, 1))
    return user


@pytest.fixture
def domain(db):
    found = Domain(code="rare_earth", name_zh="稀土")
    found.save()
    return found


@pytest.fixture
def party(city):
    with change("test", by=None, on=DAY):
        return create_party(kind="organisation", name="乌有电机", synthetic=True)


@pytest.fixture
def tasks(city, party):
    """Five tasks: sections =a to e, due 06-10 … 06-22, the last without a due day."""
    made = []
    with change("test", by=None, on=DAY):
        for at, due in enumerate([10, 14, 17, 22, None]):
            task = Task(
                subject_type="x", subject_uid=party.uid, section="=abcde"[at], state="open",
                role="officer", territory=city, opened_on=DAY, synthetic=True,
                due_on=date(2024, 6, due) if due else None,
            )  # fmt: skip
            task.save()
            made.append(task)
    return made
