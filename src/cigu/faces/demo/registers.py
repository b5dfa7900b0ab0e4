"""Steps that fill the registers: accounts, bodies, people, teams, achievements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from cigu.core.access.actions import create_account, grant_role
from cigu.core.access.guards import can_grant
from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.places.models import Domain, Segment, Territory
from cigu.engines.basis.credit_code import synthetic_code
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation
from cigu.records.people.actions import add_document, declare_relation, register_person
from cigu.records.people.models import Person
from cigu.records.teams.actions import add_member, register_team
from cigu.records.teams.models import Team

from .scenario import Row, Scenario, day
from .steps import Step

LONG_AGO = date(2015, 1, 1)
ENGINEERS = {"university": Organisation.Kind.UNIVERSITY, "institute": Organisation.Kind.INSTITUTE}


def user(name: str) -> User:
    return User.objects.get(username=name)


def officer() -> User:
    return user("officer")


def organisation(key: str) -> Organisation:
    return Organisation.objects.get(pack_key=key)


def team(key: str) -> Team:
    return Team.objects.get(pack_key=key)


def person(key: str) -> Person:
    return Person.objects.get(pack_key=key)


def segments(codes: list[str]) -> Any:
    return Segment.objects.filter(pk__in=codes)


def provider(key: str) -> Party:
    return team(key).party if key.startswith("G") else person(key).party


def steps(scenario: Scenario) -> Iterator[Step]:
    on = scenario.setup
    for row in scenario.year["accounts"]:
        yield Step(on, f"account:{row['username']}", partial(_staff, scenario, row))
    for row in scenario.institutions.values():
        yield Step(on, f"body:{row['key']}", partial(_institution, scenario, row))
    for index, row in enumerate(scenario.enterprises.values(), 1):
        yield Step(on, f"body:{row['key']}", partial(_enterprise, scenario, row, index))
    for row in scenario.teams.values():
        yield Step(on, f"team:{row['key']}", partial(_team, scenario, row))
    for row in scenario.experts.values():
        yield Step(on, f"expert:{row['key']}", partial(_expert, scenario, row))


def _staff(scenario: Scenario, row: Row) -> None:
    password = scenario.year["password"] if row["username"] in scenario.year["sign_in"] else None
    account = create_account(
        username=row["username"], password=password, name=row["name"], office=row["office"],
        by=None, synthetic=True,
    )  # fmt: skip
    place = Territory.objects.get(pk=row["territory"]) if row["territory"] else None
    grant_role(
        user=account, role=row["role"], by=None, territory=place, valid_from=scenario.setup,
        domain=None,
    )  # fmt: skip


def _represent(scenario: Scenario, key: str, name: str, party: Party, role: str) -> None:
    """An account that acts for a body; it cannot sign in unless the year says so."""
    first = key.lower() in scenario.year["sign_in"]
    account = create_account(
        username=key.lower(), password=scenario.year["password"] if first else None, name=name,
        by=officer(), synthetic=True,
    )  # fmt: skip
    giver = officer() if can_grant(officer(), role, account, party) else user("secadmin")
    grant_role(user=account, role=role, by=giver, party=party, valid_from=scenario.setup)


def _institution(scenario: Scenario, row: Row) -> None:
    nation = Territory.objects.get(level="nation")
    place = Territory.objects.get(pk=row["territory"])
    _grant_nation(scenario, nation)
    register_organisation(
        by=user("registry"), kind=ENGINEERS[row["kind"]], name_zh=row["name"], territory=place,
        name_en=row["name_en"], short_name=row["short"], fact=row["profile"],
        pack_key=row["key"], synthetic=True,
    )  # fmt: skip


def _grant_nation(scenario: Scenario, nation: Territory) -> None:
    """Bodies outside the city are entered by the register's own account."""
    if User.objects.filter(username="registry").exists():
        return
    account = create_account(
        username="registry", password=None, name="名录导入", by=None, synthetic=True
    )
    grant_role(
        user=account, role=Role.OFFICER, by=None, territory=nation, valid_from=scenario.setup
    )


def _enterprise(scenario: Scenario, row: Row, number: int) -> None:
    body = register_organisation(
        by=officer(), kind=Organisation.Kind.ENTERPRISE, name_zh=row["name"],
        territory=Territory.objects.get(pk=row["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]),
        segments=segments(row["segments"]), credit_code=synthetic_code(number),
        name_en=row["name_en"], short_name=row["short"], founded=row["founded"],
        employees=row["employees"], revenue=row["revenue"], contact=row["contact"],
        products=row["products"], above_scale_since=date(max(row["founded"] + 1, 2012), 1, 1),
        pack_key=row["key"], synthetic=True,
    )  # fmt: skip
    _represent(scenario, row["key"], row["contact"], body.party, Role.ENTERPRISE)


def _documents(party: Party, rows: list[Row]) -> None:
    for row in rows:
        add_document(
            party=party, by=officer(), kind=row["kind"], title=row["title"], text=row["text"],
            dated=day(row["date"]), language=row.get("lang", "zh"), pack_key=row["key"],
        )  # fmt: skip


def _team(scenario: Scenario, row: Row) -> None:
    home = organisation(row["institution"])
    leader = register_person(
        by=officer(), name=row["leader"]["name"], title=row["leader"]["title"], employer=home,
        employed_since=LONG_AGO, location=row["location"], pack_key=f"L{row['key'][1:]}",
        synthetic=True,
    )  # fmt: skip
    made = register_team(
        by=officer(), name=row["name"], name_en=row["name_en"], organisation=home, leader=leader,
        segments=segments(row["segments"]), capacity=row["capacity"], maturity=row["trl"],
        location=row["location"], profile=row["profile"], founded=row["founded"],
        pack_key=row["key"], synthetic=True,
    )  # fmt: skip
    _documents(made.party, row["documents"])
    _represent(scenario, row["key"], leader.name, made.party, Role.EXPERT)


def _expert(scenario: Scenario, row: Row) -> None:
    made = register_person(
        by=officer(), name=row["name"], title=row["title"], is_expert=True,
        employer=organisation(row["institution"]), employed_since=LONG_AGO,
        segments=segments(row["segments"]), speciality=row["role"], capacity=row["capacity"],
        location=row["location"], profile=row["profile"], pack_key=row["key"], synthetic=True,
    )  # fmt: skip
    _documents(made.party, row["documents"])
    if row["member_of"]:
        add_member(team=team(row["member_of"]), person=made, by=officer())
    for tie in row["relations"]:
        _tie(made, tie)
    _represent(scenario, row["key"], made.name, made.party, Role.EXPERT)


def _tie(made: Person, tie: Row) -> None:
    declare_relation(
        left=made.party, right=organisation(tie["enterprise"]).party, kind=tie["kind"],
        since=day(tie["from"]), until=day(tie["to"]) if tie["to"] else None,
        source=tie["source"], by=officer(),
    )  # fmt: skip
