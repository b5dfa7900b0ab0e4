"""From a campaign to a signed cooperation, through the pages, by the people whose part it is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .people import PHONE, Person, axe_violations, overflow
from .story import fill_section, go, picture, send, state
from .visitors import Visitor

pytestmark = pytest.mark.browser

FIRM = "黄粱电机"
TITLE = "高速永磁电机转子温升"
NEED = {
    "title": TITLE,
    "problem": "15 kW 高速永磁电机 30,000 r/min 连续运行 2 h，转子磁钢温升 142 K，涡流损耗大，"
    "护套散热差，磁钢有退磁风险。试过加厚护套，温升下降不足 8 K。",
    "metric": "转子温升",
    "present": "142",
    "target": "110",
    "unit": "K",
    "conditions": "30,000 r/min，15 kW",
    "budget": "180",
    "deadline": "2024-12-20",
}


class Cast:
    """Everybody of the story, each in a window of their own."""

    def __init__(self, browser: Any, site: Site) -> None:
        self.site = site
        self.officer = Person(browser, site.url, "officer")
        self.enterprise = Person(browser, site.url, "e49")
        self.commissioner = Person(browser, site.url, "commissioner", viewport=PHONE)
        self.broker = Person(browser, site.url, "broker")
        self.team = Person(browser, site.url, "g01")
        self.expert = Person(browser, site.url, "p33")
        self.checkup = self.need = self.cooperation = ""

    def everybody(self) -> list[Person]:
        return [
            self.officer,
            self.enterprise,
            self.commissioner,
            self.broker,
            self.team,
            self.expert,
        ]


@pytest.fixture(scope="module")
def cast(browser: Any, site: Site) -> Cast:
    return Cast(browser, site)


def test_1_the_officer_starts_a_campaign_and_invites(cast: Cast) -> None:
    page = cast.officer.open("/checkups/campaigns/new/")
    page.fill("[name=name]", "夏季补充体检")
    page.select_option("[name=territory]", "150200")
    page.select_option("[name=domain]", "rare_earth")
    page.select_option("[name=instrument]", "sme-digital-2024")
    page.fill("[name=since]", "2024-06-14")
    page.fill("[name=until]", "2024-07-31")
    send(page)
    campaign = page.url
    page.goto(f"{campaign}select/?q={FIRM}")
    page.locator("main tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="选入行动").click()
    page.select_option("[name=commissioner]", index=1)
    send(page)
    page.goto(f"{campaign}start/")
    send(page)
    state(page, "进行中")
    number = campaign.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/checkups/?campaign={number}")
    cast.checkup = page.locator("main tbody th a").first.get_attribute("href") or ""
    page.goto(f"{cast.checkup}invite/")
    send(page)
    state(page, "已邀请")


def test_2_the_enterprise_agrees_and_answers(cast: Cast) -> None:
    page = cast.enterprise.open(f"{cast.checkup}consent/")
    for box in page.locator("[name=purposes]").all():
        box.check()
    send(page)
    state(page, "填写问卷中")
    page.goto(f"{cast.checkup}questionnaire/base/")
    while "questionnaire/tech/" not in page.url:
        fill_section(page)
        send(page)
    page.goto(f"{cast.checkup}hand-in/")
    send(page)
    state(page, "问卷已交")


def test_3_the_commissioner_visits_with_a_phone(cast: Cast) -> None:
    page = cast.commissioner.open(f"{cast.checkup}visit/")
    assert overflow(page) <= 0
    page.fill("[name=lines]", "3")
    page.fill("[name=scrap_rate]", "250")
    page.fill("[name=note]", "转子温升靠人工抄表，测点少。")
    picture(page, "visit-phone")
    page.reload()  # the phone keeps what was typed
    expect(page.locator("[name=note]")).to_have_value("转子温升靠人工抄表，测点少。")
    page.get_by_role("button", name="保存记录").click()
    expect(page.locator(".cg-err").first).to_contain_text("填 0 到 100 之间的数")
    page.fill("[name=scrap_rate]", "2.5")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url(f"**{cast.checkup}")
    state(page, "已走访")


def test_4_diagnosis_reply_and_issued_report(cast: Cast) -> None:
    page = cast.commissioner.open(f"{cast.checkup}diagnose/")
    page.select_option("[name=finding1_item]", "bottlenecks")
    page.select_option("[name=finding1_light]", "red")
    page.fill("[name=finding1_text]", "高速电机转子温升偏高，磁钢有退磁风险。")
    page.check("[name=finding1_need]")
    page.fill("[name=measure1_text]", "与高校合作做转子热仿真")
    page.fill("[name=comment]", "设备基础较好，热设计薄弱。")
    send(page)
    reply = cast.enterprise.open(f"{cast.checkup}reply/")
    reply.locator("[name=agrees]").first.check()
    reply.fill("[name=comment]", "同意，希望尽快对接团队。")
    send(reply)
    desk = cast.officer.open(f"{cast.checkup}issue/")
    send(desk)
    state(desk, "已签发")
    with desk.expect_download() as download:
        desk.locator('main a[href^="/documents/"]').first.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_5_a_need_is_raised_accepted_and_published(cast: Cast) -> None:
    page = cast.officer.open(cast.checkup)
    page.locator('main a[href$="/need/"]').first.click()
    for name, value in NEED.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=comparator]", "≤")
    page.select_option("[name=segment]", "motor")
    page.select_option("[name=secrecy]", "masked")
    send(page)
    page.goto(cast.checkup)
    cast.need = page.locator('main a[href^="/needs/X-"]').first.get_attribute("href") or ""
    go(page, f"{cast.need}submit/", "报送需求")
    send(page)
    page.goto(f"{cast.need}accept/")
    send(page)
    broker = cast.broker.open(f"{cast.need}publish/")
    expect(broker.locator("main")).to_contain_text("隐去")
    send(broker)
    state(broker, "已发布")


def test_6_the_broker_ranks_and_invites(cast: Cast) -> None:
    desk = _desk(cast)
    page = cast.broker.open(f"{desk}rank/")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**{desk}*")
    expect(page.locator("table.cmp thead th").first).to_contain_text("电机热管理团队")
    expect(page.locator("table.cmp mark").first).to_be_visible()  # the passage that matched
    expect(page.locator("tr.off, tr:has(.cg-chip.late)").first).to_contain_text("花虚璞")
    picture(page, "broker", full=True)
    _invite(page, 0)
    page.goto(f"{desk}?kind=person")
    compared = page.locator("table.cmp thead th").all_inner_texts()
    _invite(page, next(n for n, head in enumerate(compared) if "孔拟畅" in head))


def _desk(cast: Cast) -> str:
    return f"/matchmaking/needs/{cast.need.rstrip('/').rsplit('/', 1)[1]}/"


def _invite(page: Page, column: int) -> None:
    page.locator('table.cmp a[href*="propose/?sel="]').nth(column).click()
    send(page)


def test_7_team_and_expert_answer(cast: Cast) -> None:
    for person in (cast.team, cast.expert):
        page = person.open("/matchmaking/invitations/")
        page.locator(f"main tbody tr:has-text('{TITLE}') th a").first.click()
        page.get_by_role("link", name="有意向").first.click()
        send(page)
        state(page, "有意向")
        go(page, cast.need, TITLE)
        expect(page.locator("main")).to_contain_text(FIRM)  # invited people see the owner


def test_8_they_meet_negotiate_and_sign(cast: Cast) -> None:
    page = cast.broker.open(_desk(cast))
    page.locator('main a[href$="/meet/"]').first.click()
    send(page)
    page.locator('main a[href$="/negotiate/"]').first.click()
    page.select_option("[name=adviser]", index=1)
    send(page)
    page.goto("/cooperations/")
    row = page.locator(f"main tbody tr:has-text('{TITLE}') th a").first
    cast.cooperation = row.get_attribute("href") or ""
    page.goto(f"{cast.cooperation}sign/")
    page.fill("[name=amount]", "168")
    page.fill("[name=mode]", "联合开发")
    page.fill("[name=ends_on]", "2025-03-31")
    page.set_input_files(
        "[name=contract]",
        {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 \xe5\x90\x88"},
    )
    page.locator("main form .btn-primary").last.click()
    page.wait_for_url(f"**{cast.cooperation}")
    state(page, "已签约")
    go(cast.enterprise.page, cast.cooperation, TITLE)


def test_9_the_figure_opens_onto_it(cast: Cast) -> None:
    asked = ("yearbook", "--territory", "baotou", "--period", "2023-06-08/2024-06-15", "--json")
    done = cast.site.cigu(*asked)
    assert done.returncode == 0, done.stderr
    figures = {f["id"]: f for f in json.loads(done.stdout)["figures"]}
    assert figures["A-23"]["computed"] == 33
    assert figures["A-23"]["n_records"] == 33
    number = cast.cooperation.rstrip("/").rsplit("/", 1)[1]
    page = cast.officer.open("/yearbook/?period=2023-06-08/2024-06-15&fig=A-23")
    expect(page.locator("#evidence")).to_contain_text(number)


def test_conflicted_expert_and_foreign_enterprise_see_nothing_they_must_not(cast: Cast) -> None:
    """In lists, counts, search, sort order, filters, export and API."""
    number = cast.need.rstrip("/").rsplit("/", 1)[1]
    conflicted = Visitor(cast.site.url, "p31")
    for path in _everywhere(number):
        answer = conflicted.get(path)
        assert TITLE not in answer.text, path
        assert f">{number}<" not in answer.text, path
    assert conflicted.get(cast.need).status == 404
    assert conflicted.get(f"/api/needs/{number}").status == 404
    foreign = Visitor(cast.site.url, "e50")
    for path in (*_everywhere(number), cast.need):
        text = foreign.get(path).text
        row = text if path == cast.need else _row(text, number)
        assert FIRM not in row and "180.00" not in row, path
    for path in (f"/needs/?q={FIRM}", f"/search/?q={FIRM}", f"/needs/?q={FIRM}&format=csv"):
        assert number not in foreign.get(path).text, path  # the owner cannot be guessed by asking
    assert foreign.get(cast.checkup).status == 404
    assert foreign.get(cast.cooperation).status == 404


def _everywhere(number: str) -> list[str]:
    return [
        "/", "/needs/", "/needs/?sort=-number", "/needs/?q=转子温升", "/needs/?format=csv",
        f"/search/?q={number}", "/search/?q=转子温升", "/matchmaking/invitations/",
        "/messages/", "/api/needs", "/yearbook/?fig=A-20", "/yearbook/A-20/records/",
    ]  # fmt: skip


def _row(text: str, number: str) -> str:
    found = re.search(rf"{number}.*?</tr>", text, re.S)
    return found.group(0) if found else ""


def test_counts_and_sort_of_a_masked_column_give_nothing_away(cast: Cast) -> None:
    """Sorting or filtering by a column one may not read is not offered and not obeyed."""
    foreign = Visitor(cast.site.url, "e50")
    plain = foreign.get("/needs/").text
    assert "sort=organisation" not in plain
    order = re.findall(r"X-\d{4}-\d{4}", plain)
    for column in ("organisation", "budget"):
        assert re.findall(r"X-\d{4}-\d{4}", foreign.get(f"/needs/?sort={column}").text) == order


def test_axe_finds_nothing_on_the_pages_of_the_story(cast: Cast) -> None:
    seen = {
        cast.officer: [
            "/",
            "/checkups/",
            "/checkups/campaigns/",
            cast.checkup,
            "/yearbook/?fig=A-23",
        ],
        cast.enterprise: ["/", "/checkups/mine/", f"{cast.checkup}questionnaire/base/", cast.need],
        cast.commissioner: ["/", cast.checkup],
        cast.broker: ["/", "/needs/", "/matchmaking/", _desk(cast), cast.cooperation],
        cast.team: ["/", "/matchmaking/invitations/"],
        cast.expert: ["/", "/registers/mine/"],
    }
    faults: list[str] = []
    for person, paths in seen.items():
        for path in paths:
            page = person.open(path)
            faults += [f"{path}: {fault}" for fault in axe_violations(page)]
            faults += [f"{path}: too wide"] if overflow(page) > 0 else []
    assert faults == []


def test_no_page_broke_the_content_policy_or_a_script(cast: Cast) -> None:
    for person in cast.everybody():
        person.no_faults()
