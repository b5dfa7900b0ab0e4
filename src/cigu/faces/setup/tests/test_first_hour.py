"""From an empty database, step by step; what is wrong is named, and nothing is half-written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from cigu.core.access.actions import end_grant
from cigu.core.access.appointing import AppointingRefused, Newcomer, appoint_first
from cigu.core.access.factories import make_user
from cigu.core.access.models import EntryLink, Grant, User
from cigu.core.audit.models import AuditLeaf
from cigu.core.places.models import Domain, Segment, Territory
from cigu.faces.accounts.tests.conftest import enter, person, sent
from cigu.faces.setup.actions import Place, enter_territory
from cigu.faces.setup.models import SetupEntry
from cigu.faces.setup.steps import FirstHour
from cigu.records.organisations.factories import make_enterprise

__all__ = ["enter", "person"]
pytestmark = pytest.mark.django_db
NEW = "沙丘-白桦-驼铃-7788"
LINK = re.compile(r"data-link>https?://[^/]+(/account/enter/[^<]+)<")
PROVINCE, CITY = Place("410000", "河南省", "province_code"), Place("411000", "许昌市", "city_code")
PEOPLE = {
    "security_username": "sec.wang", "security_name": "王安", "audit_username": "aud.li",
    "audit_name": "李审", "office": "科技局",
}  # fmt: skip
TERRITORY = {
    "province_code": "410000", "province_name": "河南省", "city_code": "411000",
    "city_name": "许昌市", "parts": "411002 魏都区\n４１１００３　建安区", "source": "GB/T 2260",
}  # fmt: skip
CHAIN = {"code": "new_energy", "name": "新能源", "segments": "0 正极材料 / cathode\n3 电池"}


@pytest.fixture
def root(enter: Any, person: Any) -> Client:
    client: Client = enter(person("sysadmin"))
    return client


def open_steps(user: Any) -> list[str]:
    return [step.code for step in FirstHour(user).steps if not step.over]


def test_a_pack_puts_places_and_chain_in_place_and_a_second_run_changes_nothing(root: Any) -> None:
    assert sent(root, "/setup/pack/", region="baotou").status_code == 302
    counted = Territory.objects.count(), Segment.objects.count()
    assert counted == (36, 22) and Domain.objects.get().name_zh == "稀土"
    assert sent(root, "/setup/pack/", region="baotou").status_code == 302
    assert (Territory.objects.count(), Segment.objects.count()) == counted
    assert AuditLeaf.objects.filter(verb="setup.load_pack").count() == 4
    text = root.get("/setup/").content.decode()
    assert "baotou: 36" in text and "baotou: 22" in text


def test_own_territory_and_chain(root: Any) -> None:
    assert sent(root, "/setup/territory/", **TERRITORY).status_code == 302
    city = Territory.objects.get(pk="411000")
    assert [t.name_zh for t in city.children.all()] == ["魏都区", "建安区"]
    assert city.path == "/100000/410000/411000/"
    assert sent(root, "/setup/territory/", **TERRITORY).status_code == 302, "entered twice"
    assert Territory.objects.count() == 5
    assert sent(root, "/setup/chain/", **CHAIN).status_code == 302
    found = Segment.objects.filter(domain="new_energy").values_list("code", "name_en", "tier")
    assert list(found) == [("new_energy_01", "cathode", 0), ("new_energy_02", "", 3)]


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("territory", {**TERRITORY, "parts": "411002 魏都区\n411002 建安区"}, "第 2 行"),
        ("territory", {**TERRITORY, "parts": "魏都区"}, "六位数字、空格、名称"),
        ("territory", {**TERRITORY, "parts": "411002 魏都区\n150203 昆都仑区"}, "不属于许昌市"),
        ("territory", {**TERRITORY, "city_code": "411002"}, "以 00 结尾"),
        ("territory", {**TERRITORY, "province_code": "150000"}, "不属于"),
        ("chain", {**CHAIN, "segments": "0 电池\n1 电池"}, "不重复的名称"),
        ("chain", {**CHAIN, "code": "New Energy"}, "小写字母"),
        ("chain", {**CHAIN, "segments": "x"}, "数字、空格、名称"),
        ("pack", {"region": "atlantis"}, "cg-err"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    root: Any, path: str, fields: dict[str, str], told: str
) -> None:
    answer = sent(root, f"/setup/{path}/", **fields)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Territory.objects.exists() and not Domain.objects.exists()
    assert not SetupEntry.objects.exists()


def test_a_code_of_another_name_is_refused_whole(root: Any) -> None:
    sent(root, "/setup/territory/", **TERRITORY)
    other = {**TERRITORY, "city_name": "禹州市", "parts": "411081 禹州市"}
    answer = sent(root, "/setup/territory/", **other)
    assert answer.status_code == 422 and "411000 已属于许昌市" in answer.content.decode()
    assert Territory.objects.filter(pk="411081").count() == 0


def test_two_administrators_are_appointed_once_and_choose_their_own_passwords(
    root: Any, enter: Any
) -> None:
    answer = sent(root, "/setup/administrators/", **PEOPLE)
    assert answer.status_code == 302, answer.content.decode()
    page = root.get("/setup/").content.decode()
    first, second = LINK.findall(page)
    assert not LINK.search(root.get("/setup/").content.decode()), "shown twice"
    for path in (first, second):
        form = {"password1": NEW, "password2": NEW}
        assert Client().post(path, form).status_code == 302
    assert root.get("/setup/administrators/").status_code == 409
    assert root.get("/setup/administrators/links/").status_code == 409
    held = Grant.objects.values_list("user__username", "role")
    assert ("sec.wang", "secadmin") in held and ("aud.li", "auditor") in held
    security = enter(User.objects.get(username="sec.wang"), NEW)
    assert security.get("/account/people/").status_code == 200
    assert security.get("/setup/pack/").status_code == 403


def test_links_that_ran_out_are_made_again_until_one_was_used(root: Any) -> None:
    sent(root, "/setup/administrators/", **PEOPLE)
    old = LINK.findall(root.get("/setup/").content.decode())
    assert sent(root, "/setup/administrators/links/").status_code == 302
    new = LINK.findall(root.get("/setup/").content.decode())
    assert len(new) == 2 and not set(new) & set(old)
    assert Client().get(old[0]).status_code == 404
    Client().post(new[0], {"password1": NEW, "password2": NEW})
    assert root.get("/setup/administrators/links/").status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"audit_username": "SEC.wang"}, {"security_username": "held"}, {"audit_name": ""}]
)
def test_appointing_needs_two_new_people(root: Any, wrong: dict[str, str]) -> None:
    make_user(username="held")
    answer = sent(root, "/setup/administrators/", **{**PEOPLE, **wrong})
    assert answer.status_code == 422
    assert User.objects.count() == 2 and not EntryLink.objects.exists()


def test_who_runs_the_system_cannot_appoint_once_somebody_gave_rights(day: Any) -> None:
    keeper, security = make_user("sysadmin"), make_user("secadmin")
    pair = {"security": Newcomer("x.one", "甲"), "audit": Newcomer("x.two", "乙"), "by": keeper}
    with pytest.raises(AppointingRefused):
        appoint_first(**pair)
    end_grant(grant=security.grants.get(), by=None)
    with pytest.raises(AppointingRefused):
        appoint_first(**pair)
    assert not User.objects.filter(username__startswith="x.").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_run_the_system_appoint_one_pair(together: Any, day: Any) -> None:
    keepers = [make_user("sysadmin") for _ in range(4)]

    def appoint(at: int) -> Any:
        pair = Newcomer(f"sec{at}", "甲"), Newcomer(f"aud{at}", "乙")
        return appoint_first(security=pair[0], audit=pair[1], by=keepers[at])

    came = together(appoint, 4, threads=4)
    assert sum(isinstance(c, list) for c in came) == 1, came
    assert sum(isinstance(c, AppointingRefused) for c in came) == 3
    assert Grant.objects.filter(role="secadmin").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_territory_entered_at_once_stands_once(together: Any, day: Any) -> None:
    keepers = [make_user("sysadmin") for _ in range(3)]

    def one(at: int) -> Any:
        parts = [Place("411002", "魏都区", "parts")]
        return enter_territory(
            province=PROVINCE, city=CITY, parts=parts, source="", by=keepers[at]
        )  # fmt: skip

    came = together(one, 3, threads=3)
    assert any(isinstance(c, Territory) for c in came)
    assert Territory.objects.count() == 4
    entries = SetupEntry.objects.count()
    assert entries == sum(isinstance(c, Territory) for c in came)


def test_the_list_stays_on_the_desk_until_every_step_is_over(
    root: Any, enter: Any, person: Any
) -> None:
    assert "地区初始设置" in root.get("/").content.decode()
    sent(root, "/setup/pack/", region="baotou")
    person("secadmin"), person("auditor")
    officer = person("officer", territory=Territory.objects.get(pk="150200"))
    clerk = enter(officer)
    assert open_steps(officer) == ["records", "completeness"]
    assert "首批记录" in clerk.get("/").content.decode()
    assert root.get("/setup/records/leave/").status_code == 403
    assert sent(clerk, "/setup/records/leave/", why="").status_code == 422
    assert sent(clerk, "/setup/records/leave/", why="台账下周才到").status_code == 302
    assert "台账下周才到" in clerk.get("/setup/").content.decode()
    assert clerk.get("/setup/records/leave/").status_code == 409
    sent(clerk, "/setup/completeness/leave/", why="登记未齐")
    assert open_steps(officer) == []
    for client in (root, clerk):
        assert "地区初始设置" not in client.get("/").content.decode()
        assert client.get("/setup/").status_code == 200
    assert sent(clerk, "/setup/records/take-up/").status_code == 302
    assert open_steps(officer) == ["records"] and "地区初始设置" in clerk.get("/").content.decode()
    make_enterprise()
    assert open_steps(officer) == []
    assert clerk.get("/setup/records/leave/").status_code == 409


def test_an_administrator_without_a_password_does_not_count(root: Any, person: Any) -> None:
    person("secadmin"), make_user("auditor")
    steps = {step.code: step.stands for step in FirstHour(None).steps}
    assert not steps["administrators"]
    person("auditor")
    assert {s.code: s.stands for s in FirstHour(None).steps}["administrators"]


def test_others_have_no_part_in_it(enter: Any, person: Any) -> None:
    for role in ("leader", "broker", "auditor"):
        client = enter(person(role))
        assert client.get("/setup/").status_code == 403
        assert "地区初始设置" not in client.get("/").content.decode()


def test_pages_speak_english(root: Any) -> None:
    root.cookies["django_language"] = "en"
    for path, words in (("", "Three administrators apart"), ("territory/", "Counties and zones"),
                        ("pack/", "36 territories"), ("chain/", "Chain segments")):  # fmt: skip
        assert words in root.get(f"/setup/{path}").content.decode()
