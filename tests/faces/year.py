"""Needs, matches, cooperations, achievements, events and checkups on known days and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.clock.business import travel
from cigu.core.figures.freezing import declare_complete, publish
from cigu.core.figures.registry import registered
from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period
from cigu.records.cooperations import factories as make
from cigu.records.cooperations.models import Cooperation
from cigu.work.checkups import actions as checkups
from cigu.work.checkups import factories as checkup_world
from cigu.work.matchmaking.models import Kind, Match
from cigu.work.roadshows.factories import make_event

from . import year_registers

PERIOD = Period.parse("2023-06-08/2024-06-08")
DAYS = (
    date(2023, 6, 7), date(2023, 6, 8), date(2023, 9, 29), date(2023, 12, 31), date(2024, 2, 29),
    date(2024, 6, 7), date(2024, 6, 8),
)  # fmt: skip
END = date(2024, 6, 14)
PARENTS = (
    ("100000", "nation", "中国", "China", None),
    ("150000", "province", "内蒙古自治区", "Inner Mongolia", "100000"),
    ("150200", "city", "包头市", "Baotou", "150000"),
    ("150203", "county", "昆都仑区", "Kundulun", "150200"),
    ("150204", "county", "青山区", "Qingshan", "150200"),
    ("150300", "city", "乌海市", "Wuhai", "150000"),
)


@dataclass
class Year:
    city: Territory
    counties: list[Territory]
    domain: Domain
    officer: Any
    users: dict[str, Any] = field(default_factory=dict)
    cooperations: list[Cooperation] = field(default_factory=list)

    @property
    def where(self) -> Where:
        return Where(self.city, self.domain, PERIOD)


def build() -> Year:
    with travel(DAYS[0]), change("test.year", by=None, on=DAYS[0]):
        year = _places()
        _people(year)
    world = make.World(
        year.city, year.counties[0], year.domain, checkup_world.make_segment(), year.officer,
        year.users["broker"],
    )  # fmt: skip
    for at, day in enumerate(DAYS):
        with travel(day), change("test.year", by=None, on=day):
            _day(year, world, year.counties[at % 2])
    _checkups(year)
    with travel(END):
        year_registers.fill(year, DAYS)
        for name in sorted({n for f in registered().values() for n in f.registers}):
            declare_complete(
                register=name, where=year.where, method="测试", by=year.officer, synthetic=True
            )
    return year


def _places() -> Year:
    for code, level, zh, en, parent in PARENTS:
        Territory.objects.create(code=code, level=level, name_zh=zh, name_en=en, parent_id=parent)
    domain = Domain.objects.create(code="rare_earth", name_zh="稀土", name_en="Rare earth")
    city = Territory.objects.get(pk="150200")
    counties = list(Territory.objects.filter(parent=city).order_by("pk"))
    officer = make.make_account(Role.OFFICER, territory=city)
    return Year(city, counties, domain, officer)


def _people(year: Year) -> None:
    """Every role of the city, and an officer of another city."""
    for role in Role.values:
        if role not in (Role.OFFICER, Role.ENTERPRISE, Role.EXPERT):
            year.users[role] = make.make_account(role, territory=year.city)
    year.users["officer"] = year.officer
    elsewhere = Territory.objects.get(pk="150300")
    year.users["elsewhere"] = make.make_account(Role.OFFICER, territory=elsewhere)


def _day(year: Year, world: make.World, county: Territory) -> None:
    firm = make.make_enterprise(world, territory=county)
    need = make.make_need(world, enterprise=firm)
    year.cooperations.append(make.make_cooperation(world, need=need, signed=True))
    make.make_cooperation(world, signed=True)  # supply side
    make_event(world, state="held", territory=county)
    team, person = make.make_team(world), make.make_person(world)
    for kind, party in ((Kind.TEAM, team.party), (Kind.PERSON, person.party)):
        for _again in range(2):  # the same provider, asked for two needs
            _match(make.make_need(world, enterprise=firm), party, kind)
    if "enterprise" not in year.users:
        year.users["enterprise"] = make.make_account(Role.ENTERPRISE, party=firm.party)
        year.users["expert"] = make.make_account(Role.EXPERT, party=team.party)


def _match(need: Any, party: Any, kind: str) -> None:
    from cigu.core.clock.business import today
    from cigu.core.numbers.actions import next_number

    Match(
        need=need, provider=party, kind=kind, role="main", state="proposed", synthetic=True,
        proposed_on=today(), number=next_number("PP", today()),
    ).save()  # fmt: skip


def _checkups(year: Year) -> None:
    """Two issued reports of one enterprise count once; one of the other lies in another month."""
    for at, (day, name) in enumerate(((DAYS[2], "子虚抛光"), (DAYS[4], "乌有磁材"))):
        with travel(day), change("test.year", by=None, on=day):
            body, firm = checkup_world.make_enterprise(name, year.counties[at], year.officer)
            campaign = checkups.create_campaign(
                by=year.officer, territory=year.city, domain=year.domain, name=f"示例{at}",
                instrument=checkup_world.INSTRUMENT, synthetic=True, since=day, until=END,
            )  # fmt: skip
            checkups.start_campaign(campaign=campaign, by=year.officer)
            visitor = year.users["commissioner"]
            row = checkup_world.make_checkup(campaign, body, year.officer, commissioner=visitor)
            checkup_world.advance(
                row, "issued", officer=year.officer, firm=firm, commissioner=visitor
            )


def publish_year(year: Year) -> Any:
    with travel(END):
        return publish(title="2024 年报", where=year.where, by=year.officer, synthetic=True)
