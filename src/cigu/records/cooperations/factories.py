"""Valid rows by way of actions: the nouns a cooperation stands on, and cooperations themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from cigu.core.access.actions import create_account, grant_role
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.places.models import Domain, Segment, Territory
from cigu.engines.basis.credit_code import synthetic_code
from cigu.records.achievements.actions import (
    draft_achievement,
    publish_achievement,
    submit_achievement,
)
from cigu.records.achievements.models import Achievement
from cigu.records.needs.actions import accept_need, publish_need, raise_need, submit_need
from cigu.records.needs.models import Need
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation
from cigu.records.people.actions import register_person
from cigu.records.people.models import Person
from cigu.records.teams.actions import register_team
from cigu.records.teams.models import Team

from .actions import begin_cooperation, sign_cooperation
from .models import Cooperation

LONG_AGO = date(2020, 1, 1)
_serial = count(90_000_001)


@dataclass(frozen=True)
class World:
    """A county in a city, a domain with a segment, and one officer and one broker."""

    city: Territory
    county: Territory
    domain: Domain
    segment: Segment
    officer: User
    broker: User


def make_world() -> World:
    nation = Territory.objects.create(code="1", name_zh="国家示例", level="nation")
    city = Territory.objects.create(code="15", name_zh="拟名市", level="city", parent=nation)
    county = Territory.objects.create(code="1501", name_zh="子虚区", level="county", parent=city)
    domain = Domain.objects.create(code="rare_earth", name_zh="稀土", name_en="Rare earth")
    segment = Segment.objects.create(code="magnet", name_zh="磁材", domain=domain, tier=3)
    officer = make_account(Role.OFFICER, territory=city)
    broker = make_account(Role.BROKER, territory=city)
    return World(city, county, domain, segment, officer, broker)


def make_account(role: str, *, territory: Any = None, party: Any = None) -> User:
    name = f"{role}{next(_serial)}"
    user = create_account(username=name, password=None, name=name, by=None, synthetic=True)
    grant_role(user=user, role=role, by=None, territory=territory, party=party, valid_from=LONG_AGO)
    return user


def make_enterprise(world: World, **fields: Any) -> Organisation:
    serial = next(_serial)
    return register_organisation(
        by=world.officer, kind=Organisation.Kind.ENTERPRISE, name_zh=f"示例企业{serial}",
        territory=fields.pop("territory", world.county), domain=world.domain, synthetic=True,
        credit_code=synthetic_code(serial), segments=[world.segment], **fields,
    )  # fmt: skip


def make_institute(world: World) -> Organisation:
    return register_organisation(
        by=world.officer, kind=Organisation.Kind.INSTITUTE, name_zh=f"示例研究院{next(_serial)}",
        territory=world.city, synthetic=True,
    )  # fmt: skip


def make_person(world: World, **fields: Any) -> Person:
    return register_person(
        by=world.officer, name=f"拟名{next(_serial)}", is_expert=True, synthetic=True,
        segments=[world.segment], **fields,
    )  # fmt: skip


def make_team(world: World, **fields: Any) -> Team:
    return register_team(
        by=world.officer, name=f"示例团队{next(_serial)}", organisation=make_institute(world),
        synthetic=True, segments=[world.segment], **fields,
    )  # fmt: skip


def make_achievement(world: World, *, published: bool = True, **fields: Any) -> Achievement:
    team = fields.pop("team", None) or make_team(world)
    fields.setdefault("title", f"示例成果{next(_serial)}")
    fields.setdefault("abstract", "虚构的成果，仅供演示。")
    row = draft_achievement(
        by=world.officer, owner=team.organisation, team=team, territory=world.city,
        domain=world.domain, segment=world.segment, synthetic=True, **fields,
    )  # fmt: skip
    if published:
        submit_achievement(achievement=row, by=world.officer)
        publish_achievement(achievement=row, by=world.officer)
    return row


def make_need(world: World, *, enterprise: Organisation | None = None, **fields: Any) -> Need:
    fields.setdefault("secrecy", Need.Secrecy.OPEN)
    need = raise_need(
        by=world.officer, organisation=enterprise or make_enterprise(world),
        title=f"示例需求{next(_serial)}", problem="虚构的需求，仅供演示。", domain=world.domain,
        origin=Need.Origin.ENTERPRISE, target=110, unit="K", segment=world.segment, **fields,
    )  # fmt: skip
    submit_need(need=need, by=world.officer)
    accept_need(need=need, by=world.officer)
    return publish_need(need=need, by=world.officer)


def make_cooperation(
    world: World, *, need: Need | None = None, achievement: Achievement | None = None,
    signed: bool = False, **fields: Any,
) -> Cooperation:  # fmt: skip
    """On the need side if ``need`` is given, else on the supply side."""
    if need is None and achievement is None:
        achievement = make_achievement(world)
    firm = fields.pop("enterprise", None) or (need and need.organisation) or make_enterprise(world)
    team = achievement.team if achievement else make_team(world)
    row = begin_cooperation(
        by=world.broker, title=f"示例合作{next(_serial)}", enterprise=firm,
        provider=(team or make_team(world)).party, domain=world.domain, need=need,
        achievement=achievement, **fields,
    )  # fmt: skip
    if signed:
        sign_cooperation(cooperation=row, by=world.officer, amount=100)
    return row
