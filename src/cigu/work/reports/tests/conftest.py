"""A year with four signed cooperations; all registers but that of achievements are complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cigu.core.access.factories import make_user
from cigu.core.clock.business import travel
from cigu.core.figures.freezing import declare_complete
from cigu.core.figures.registry import registered
from cigu.core.figures.sources import Where
from cigu.engines.basis.periods import Period
from cigu.records.cooperations.factories import World, make_cooperation, make_need, make_world

DAY = date(2024, 6, 14)
SIGNED = date(2024, 3, 5)
PERIOD = Period(date(2023, 6, 8), date(2024, 6, 8))


@dataclass
class Year:
    world: World
    where: Where

    @property
    def officer(self) -> Any:
        return self.world.officer

    def pact(self, on: date = SIGNED) -> Any:
        """One more signed cooperation: A-23 rises by one."""
        with travel(on):
            need = make_need(self.world)
            return make_cooperation(self.world, need=need, signed=True)


@pytest.fixture(scope="module")
def made_year(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Year]:
    """The year lives in a transaction of the module; each test runs in a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic(), travel(DAY):
        world = make_world()
        made = Year(world, Where(world.city, world.domain, PERIOD))
        for _again in range(4):
            made.pact()
        names = {n for f in registered().values() for n in f.registers}
        for register in sorted(names - {"achievements"}):
            declare_complete(
                register=register, where=made.where, method="点过", by=world.officer, synthetic=True
            )
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def year(made_year: Year, day: date, documents: Path, db: None) -> Year:
    return made_year


@pytest.fixture
def stranger(year: Year) -> Any:
    """An officer of another city."""
    from cigu.core.access.factories import make_territory

    return make_user("officer", territory=make_territory("150100"))
