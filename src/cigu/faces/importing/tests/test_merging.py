"""Two records of one body or person: merged with their history kept, and taken apart again."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_segment, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.history import history
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.factories import checked, table
from cigu.core.imports.models import Merge
from cigu.core.invariants.asking import ask, known
from cigu.engines.basis.credit_code import synthetic_code
from cigu.records.needs.actions import raise_need
from cigu.records.needs.models import Need
from cigu.records.organisations.actions import place_in_segments
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.organisations.merging import merge_organisations, split_organisations
from cigu.records.organisations.models import Organisation
from cigu.records.people.factories import make_expert
from cigu.records.people.merging import merge_people, split_people
from cigu.records.people.models import Person
from cigu.records.teams.factories import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
ROOMS = ("organisations", "people", "teams", "needs", "access", "imports", "audit")
WHY = "同一家企业，名称写法不同"


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory())


@pytest.fixture
def pair(officer: User, domain: Any) -> tuple[Organisation, Organisation]:
    """The second one has a code, a need, a team, an account and a segment that both have."""
    more = {"by": officer, "territory": make_territory(), "domain": domain}
    one = make_enterprise(name_zh="子虚永磁有限公司", credit_code=None, **more)
    two = make_enterprise(
        name_zh="子虚永磁有限责任公司", credit_code=synthetic_code(7), employees=9, **more
    )  # fmt: skip
    for body in (one, two):
        place_in_segments(organisation=body, segments=[make_segment()], by=officer)
    raise_need(by=officer, organisation=two, title="乌有工艺", problem="示例", domain=domain,
               origin="enterprise", secrecy="open")  # fmt: skip
    make_team(name="乌有团队", organisation=two)
    make_expert(name="拟名甲", employer=two)
    make_user(Role.ENTERPRISE, party=two.party)
    return one, two


def holds() -> None:
    names = (
        "organisations.*",
        "people.*",
        "teams.*",
        "needs.*",
        "access.*",
        "imports.*",
        "audit.*",
    )
    rules = [rule for name in names for rule in known(name)]
    assert [answer for answer in map(ask, rules) if answer.failed] == []


def test_what_hung_on_the_second_record_hangs_on_the_first(
    pair: tuple[Organisation, Organisation], officer: User
) -> None:
    one, two = pair
    merge = merge_organisations(loser=two, survivor=one, by=officer, reason=WHY)
    one.refresh_from_db()
    two.refresh_from_db()
    assert two.merged_into == one and (one.credit_code, one.employees) == (synthetic_code(7), 9)
    assert two.credit_code is None and two.name_zh == "子虚永磁有限责任公司"
    assert Need.objects.get().organisation == one
    assert one.teams.get().party.name == "子虚永磁有限公司 乌有团队"
    assert one.people.get().employments.get().organisation == one
    assert one.party.grants.count() == 1 and not two.party.grants.exists()
    assert [label for label, _uid, _field in merge.left] == [
        "records_organisations.organisationsegment"
    ]
    assert list(Organisation.objects.for_(officer)).count(two) == 0
    verbs = {entry.verb for entry in history(Need.objects.get())}
    assert verbs == {"needs.raise", "organisations.merge"} and history(two)[0].reason == WHY
    holds()


def test_a_merging_is_taken_back(pair: tuple[Organisation, Organisation], officer: User) -> None:
    one, two = pair
    merge = merge_organisations(loser=two, survivor=one, by=officer, reason=WHY)
    later = raise_need(by=officer, organisation=one, title="后来的", problem="示例",
                       domain=one.domain, origin="enterprise", secrecy="open")  # fmt: skip
    split_organisations(merge=merge, by=officer, reason="是两家")
    one.refresh_from_db()
    two.refresh_from_db()
    assert two.merged_into is None and two.credit_code == synthetic_code(7)
    assert one.credit_code is None and one.employees is None
    assert {n.title: n.organisation for n in Need.objects.all()} == {"乌有工艺": two, "后来的": one}
    assert later.organisation == one and two.teams.get().party.name.startswith(two.name_zh)
    with pytest.raises(ImportRefused):
        split_organisations(merge=Merge.objects.get(), by=officer, reason="再来")
    holds()


def test_the_merged_name_leads_to_the_record_that_goes_on(
    pair: tuple[Organisation, Organisation], officer: User
) -> None:
    one, two = pair
    merge_organisations(loser=two, survivor=one, by=officer, reason=WHY)
    rows = [["企业名称", "信用代码", "从业人数"], [two.name_zh, "", 30]]
    batch = checked("organisations", table(rows), by=officer, territory=make_territory())
    row = batch.rows.get()
    assert row.outcome == "changed" and row.changes == [["employees", "9", "30"]]
    people = [["姓名", "单位"], ["拟名乙", two.name_zh]]
    batch = checked("people", table(people), by=officer)
    assert batch.counts == {"new": 1}


def test_what_may_not_be_merged_is_refused(
    pair: tuple[Organisation, Organisation], officer: User
) -> None:
    one, two = pair
    far = make_enterprise(name_zh="子虚别处", territory=make_territory("150102"))
    for loser, survivor, error in (
        (two, two, ImportRefused), (two, far, NotAllowed), (far, two, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(error):
            merge_organisations(loser=loser, survivor=survivor, by=officer, reason=WHY)
    with pytest.raises(ImportRefused):
        merge_organisations(loser=two, survivor=one, by=officer, reason=" ")
    merge_organisations(loser=two, survivor=one, by=officer, reason=WHY)
    with pytest.raises(ImportRefused):
        merge_organisations(loser=two, survivor=one, by=officer, reason=WHY)
    assert Merge.objects.count() == 1


def test_people_are_merged_with_their_teams_and_papers(officer: User) -> None:
    body = make_institute(name_zh="乌有院")
    one, two = make_expert(name="拟名丙"), make_expert(name="拟名丙", employer=body, title="教授")
    team = make_team(organisation=body, leader=two)
    merge = merge_people(loser=two, survivor=one, by=officer, reason="同一人")
    one.refresh_from_db()
    team.refresh_from_db()
    assert (one.employer, one.title, team.leader) == (body, "教授", one)
    assert one.employments.count() == 1 and one.memberships.count() == 1
    assert list(Person.objects.for_(officer)) == [one]
    split_people(merge=merge, by=officer, reason="同名不同人")
    team.refresh_from_db()
    two.refresh_from_db()
    assert team.leader == two and two.merged_into is None
    holds()


@pytest.fixture
def page(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def send(page: Client, url: str, **fields: Any) -> Any:
    return page.post(url, {"_key": str(uuid.uuid4()), **fields})


def test_an_officer_finds_merges_and_takes_back_through_the_pages(
    page: Client, pair: tuple[Organisation, Organisation], officer: User
) -> None:
    one, two = pair
    found = page.get("/imports/duplicates/").content.decode()
    assert one.name_zh in found and two.name_zh in found
    url = f"/imports/merge/organisations/{two.uid}/"
    assert "需求" in page.get(url).content.decode()
    assert send(page, url, into="", other="", reason="x").status_code == 422
    assert send(page, url, into="", other="没有这家", reason="x").status_code == 422
    assert send(page, url, into=str(one.uid), reason=WHY).status_code == 302
    moved = page.get(f"/registers/organisations/{two.uid}/")
    assert moved.status_code == 302 and moved["Location"].endswith(f"{one.uid}/")
    assert two.name_zh in page.get(f"/registers/organisations/{one.uid}/").content.decode()
    undo = f"/imports/merges/{Merge.objects.get().uid}/undo/"
    assert page.get(undo).status_code == 200
    assert send(page, undo, reason="是两家").status_code == 302
    assert page.get(undo).status_code == 409
    other = send(page, url, into="", other=one.name_zh, reason=WHY)
    assert other.status_code == 302 and Merge.objects.count() == 2


def test_pages_of_merging_are_for_officers(pair: tuple[Organisation, Organisation]) -> None:
    stranger = Client()
    stranger.force_login(make_user(Role.BROKER, territory=make_territory()))
    for url in ("duplicates/", f"merge/organisations/{pair[1].uid}/"):
        assert stranger.get(f"/imports/{url}").status_code == 403
