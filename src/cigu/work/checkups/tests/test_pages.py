"""Pages as people use them: forms sent twice, by two people, with bad values; what is shown."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from cigu.records.needs.models import Need

from .. import actions
from ..factories import World, worked_example
from ..models import Checkup, Consent, VisitRecord
from ..states import CHECKUP

STATES = [s.code for s in CHECKUP.states if s.code not in ("declined", "withdrawn")]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def url(checkup: Checkup, tail: str = "") -> str:
    return f"/checkups/{checkup.number}/{tail}"


@pytest.mark.parametrize("state", STATES)
def test_the_detail_page_of_every_state(world: World, sign: Any, state: str) -> None:
    checkup = world.checkup(state)
    for user in (world.officer, world.commissioner, world.users["leader"], world.firm_a):
        answer = sign(user).get(url(checkup))
        hidden = user == world.firm_a and state == "planned"
        assert answer.status_code == (404 if hidden else 200)
        if not hidden:
            assert str(CHECKUP.state(state).label) in answer.content.decode()


def test_a_leader_reads_no_answers_and_no_draft(world: World, sign: Any) -> None:
    checkup = world.checkup("replied")
    page = sign(world.users["leader"]).get(url(checkup)).content.decode()
    assert "54.90" not in page
    assert "离线取样" not in page
    assert "先解决在线检测" not in page
    actions.issue(checkup=checkup, by=world.officer)
    page = sign(world.users["leader"]).get(url(checkup)).content.decode()
    assert "54.90" in page


def test_before_consent_the_bureau_sees_no_answers(world: World, sign: Any) -> None:
    checkup = world.checkup("invited")
    officer = sign(world.officer)
    assert officer.get(url(checkup, "questionnaire/")).status_code == 404
    actions.consent(checkup=checkup, purposes=["diagnosis"], by=world.firm_a)
    assert officer.get(url(checkup, "questionnaire/")).status_code == 200
    assert sign(world.commissioner).get(url(checkup, "questionnaire/")).status_code == 404


def test_the_way_of_an_enterprise_through_its_pages(world: World, sign: Any) -> None:
    checkup = world.checkup("invited")
    firm = sign(world.firm_a)
    assert "谁能看到" in firm.get(url(checkup, "consent/")).content.decode()
    answer = firm.post(url(checkup, "consent/"), purposes=["diagnosis", "needs"])
    assert answer.status_code == 302
    for section, given in worked_example().items():
        if not given:
            continue
        sent = {k: v for k, v in given.items() if not isinstance(v, int | float)}
        sent |= {k: str(v) for k, v in given.items() if isinstance(v, int)}
        if section == "base":
            sent |= {"fact__machines_total": "100", "fact__machines_digital": "52",
                     "fact__machines_networked": "35"}  # fmt: skip
        if section == "management":
            sent |= {"fact__digital_spend_3y_mean": "18", "fact__turnover_3y_mean": "1000"}
        answer = firm.post(url(checkup, f"questionnaire/{section}/"), **sent)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = firm.get(url(checkup, "questionnaire/")).content.decode()
    assert "54.90" in page
    assert "二级" in page
    assert firm.post(url(checkup, "hand-in/")).status_code == 302
    assert Checkup.objects.get(pk=checkup.pk).state == "collected"


def test_answers_come_back_when_one_returns(world: World, sign: Any) -> None:
    checkup = world.checkup("collecting")
    firm = sign(world.firm_a)
    page_url = url(checkup, "questionnaire/base/")
    firm.post(page_url, network=["none"], fact__machines_total="64", stay="1")
    page = firm.get(page_url).content.decode()
    assert 'value="none" id="id_network_0" checked' in page.replace(' class=""', "")
    assert 'value="64"' in page
    assert "已保存" in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"network": ["none", "shop_control_network"]}, "只留一边"),
        ({"fact__machines_total": "10", "fact__machines_digital": "25"}, "部分不能大于总数"),
        ({"fact__machines_total": "很多"}, "fact__machines_total"),
        ({"systems_cover": "sometimes"}, "systems_cover"),
    ],
)
def test_bad_answers_stay_on_the_page_with_a_message(
    world: World, sign: Any, fields: dict[str, Any], message: str
) -> None:
    checkup = world.checkup("collecting")
    answer = sign(world.firm_a).post(url(checkup, "questionnaire/base/"), **fields)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Checkup.objects.get(pk=checkup.pk).answers == {}


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("scrap_rate", "250", "0"), ("visited_on", "2024-02-30", "2024-02-30"),
        ("visited_on", "2031-01-01", "2024-05-20"), ("seen_at", "25:70", "10:42"),
        ("lines", "drei", "lines"),
    ],
)  # fmt: skip
def test_bad_values_of_a_visit(world: World, sign: Any, field: str, value: str, hint: str) -> None:
    checkup = world.checkup("collected")
    answer = sign(world.commissioner).post(url(checkup, "visit/"), note="看了", **{field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{value}"' in page, "the value is kept"
    assert hint in page
    assert not VisitRecord.objects.exists()


def test_a_visit_with_photos(world: World, sign: Any) -> None:
    checkup = world.checkup("collected")
    photos = [SimpleUploadedFile("甲.png", PNG), SimpleUploadedFile("乙.png", PNG)]
    answer = sign(world.commissioner).post(
        url(checkup, "visit/"), note="看了", lines="3", scrap_rate="2.5", photos=photos
    )
    assert answer.status_code == 302
    record = VisitRecord.objects.get()
    assert (record.lines, record.photos().count()) == (3, 2)
    page = sign(world.officer).get(url(checkup)).content.decode()
    assert "甲.png" in page
    photo = record.photos().first()
    assert sign(world.firm_b).get(f"/documents/{photo.uid}/").status_code == 404


def test_a_picture_that_is_none(world: World, sign: Any) -> None:
    checkup = world.checkup("collected")
    fake = SimpleUploadedFile("甲.png", b"no picture at all")
    answer = sign(world.commissioner).post(url(checkup, "visit/"), note="看了", photos=fake)
    assert answer.status_code == 422
    assert Checkup.objects.get(pk=checkup.pk).state == "collected"


def test_the_visit_page_keeps_a_draft_and_survives_a_lost_network(world: World, sign: Any) -> None:
    checkup = world.checkup("collected")
    page = sign(world.commissioner).get(url(checkup, "visit/")).content.decode()
    assert "data-offline" in page
    assert "data-draft=" in page


def test_a_form_sent_twice_has_one_effect(world: World, sign: Any) -> None:
    checkup = world.checkup("invited")
    firm, key = sign(world.firm_a), str(uuid.uuid4())
    rev = firm.revision(url(checkup, "consent/"))
    answers = [
        firm.post(url(checkup, "consent/"), key=key, rev=rev, purposes=["diagnosis"])
        for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [302, 302]
    assert Consent.objects.count() == 1


def test_a_page_from_an_older_revision_is_a_conflict(world: World, sign: Any) -> None:
    checkup = world.checkup("collecting")
    firm, page_url = sign(world.firm_a), url(checkup, "questionnaire/base/")
    old = firm.revision(page_url)
    assert firm.post(page_url, rev=old, network=["none"]).status_code == 302
    answer = firm.post(page_url, rev=old, network=["shop_control_network"])
    assert answer.status_code == 409
    assert Checkup.objects.get(pk=checkup.pk).answers["base"]["network"] == ["none"]


def test_a_diagnosis_and_a_need_through_pages(world: World, sign: Any) -> None:
    checkup = world.checkup("visited")
    commissioner = sign(world.commissioner)
    assert commissioner.post(url(checkup, "diagnose/"), comment="x").status_code == 422
    half = commissioner.post(url(checkup, "diagnose/"), finding1_item="rd_staff")
    assert half.status_code == 422
    answer = commissioner.post(
        url(checkup, "diagnose/"), finding1_item="bottlenecks", finding1_light="red",
        finding1_text="离线取样慢", finding1_need="on", measure1_text="加装在线粒径仪",
        measure1_due_on="2024-09-30", comment="",
    )  # fmt: skip
    assert answer.status_code == 302
    finding = checkup.findings.get()
    need_url = url(checkup, f"findings/{finding.uid}/need/")
    assert "离线取样慢" in commissioner.get(need_url).content.decode()
    given = {"title": "粒径在线检测", "kind": "technology", "problem": "离线取样慢",
             "comparator": "≤", "secrecy": "masked"}  # fmt: skip
    assert commissioner.post(need_url, **given).status_code == 422  # target and unit are missing
    assert commissioner.post(need_url, **given, target="5", unit="分钟").status_code == 302
    assert Need.objects.get().origin_number == checkup.number


def test_a_campaign_from_plan_to_selection(world: World, sign: Any) -> None:
    officer = sign(world.officer)
    given = {"name": "二期", "territory": "150200", "domain": "rare-earth",
             "instrument": "sme-digital-2024", "since": "2024-06-01"}  # fmt: skip
    wrong = officer.post("/checkups/campaigns/new/", **given, until="2024-05-01")
    assert wrong.status_code == 422
    assert officer.post("/checkups/campaigns/new/", **given, until="2024-12-31").status_code == 302
    place = "/checkups/campaigns/TJ-2024-0002/"
    page = officer.get(f"{place}select/").content.decode()
    assert world.a.name_zh in page or str(world.a) in page
    first = officer.client.post(f"{place}select/", {"sel": [str(world.a.uid)]})
    assert first.status_code == 200
    answer = officer.post(f"{place}select/", rev="", sel=[str(world.a.uid)], confirm="1")
    assert answer.status_code == 302
    assert Checkup.objects.filter(campaign__number="TJ-2024-0002").count() == 1
    assert officer.post(f"{place}start/").status_code == 302
    assert officer.post(f"{place}invite/").status_code == 302
    assert Checkup.objects.get(campaign__number="TJ-2024-0002").state == "invited"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_both_languages(world: World, sign: Any, language: str) -> None:
    checkup = world.checkup("following")
    officer = sign(world.officer)
    officer.client.cookies["django_language"] = language
    lists = ["/checkups/", "/checkups/campaigns/", world.campaign.get_absolute_url()]
    for path in [*lists, url(checkup), url(checkup, "report/"), url(checkup, "questionnaire/")]:
        with override(language):
            assert officer.get(path).status_code == 200, path
