"""Asked once: an enterprise fills one questionnaire; the second is prefilled; a correction is
returned, put right and accepted; consent is taken back; it sees who read what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Site
from .people import PHONE, Person, axe_violations, overflow
from .story import fill_section, picture, send, state

pytestmark = pytest.mark.browser
FIRM = "黄粱电机"
NUMBERS = {"valid_ip": "14", "hightech_income": "71.5"}  # what its own page does not hold yet


class Cast:
    def __init__(self, browser: Any, site: Site) -> None:
        self.officer = Person(browser, site.url, "officer")
        self.enterprise = Person(browser, site.url, "e49")
        self.browser, self.site = browser, site
        self.first = self.second = self.mine = ""


@pytest.fixture(scope="module")
def cast(browser: Any, site: Site) -> Cast:
    return Cast(browser, site)


def sound(page: Page) -> None:
    assert axe_violations(page) == []
    assert overflow(page) <= 0


def invited(cast: Cast, name: str) -> str:
    """A campaign with the enterprise in it; the address of its checkup."""
    page = cast.officer.open("/checkups/campaigns/new/")
    page.fill("[name=name]", name)
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
    number = campaign.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/checkups/?campaign={number}")
    checkup = page.locator("main tbody th a").first.get_attribute("href") or ""
    page.goto(f"{checkup}invite/")
    send(page)
    return checkup


def agree(cast: Cast, checkup: str) -> Page:
    page = cast.enterprise.open(f"{checkup}consent/")
    for box in page.locator("[name=purposes]").all():
        box.check()
    send(page)
    state(page, "填写问卷中")
    return page


def line(page: Page, fact: str) -> Locator:
    return page.locator("main tbody tr", has=page.get_by_role("link", name=fact, exact=True))


def test_1_one_questionnaire_is_filled_in(cast: Cast) -> None:
    cast.first = invited(cast, "一次填报第一次")
    page = agree(cast, cast.first)
    page.goto(f"{cast.first}questionnaire/base/")
    while "questionnaire/tech/" not in page.url:
        fill_section(page)
        send(page)
    for name, number in NUMBERS.items():
        page.fill(f"[name={name}]", number)
    send(page)
    page.goto(f"{cast.first}hand-in/")
    send(page)
    state(page, "问卷已交")


def test_2_an_officer_checks_what_it_brought_in(cast: Cast) -> None:
    page = cast.officer.open(f"/facts/?q={FIRM}")
    sound(page)
    rows = page.locator("main tbody tr", has_text="体检问卷")
    expect(rows).to_have_count(len(NUMBERS))
    for row in rows.all():
        row.locator("input[type=checkbox]").check()
    page.get_by_role("button", name="接受…").click()
    expect(page.locator("main")).to_contain_text("71.5%")
    sound(page)
    picture(page, "facts-accept")
    send(page)
    page.goto(f"/facts/?q={FIRM}")
    expect(page.locator("main")).not_to_contain_text("体检问卷")


def test_3_the_second_questionnaire_asks_only_for_the_rest(cast: Cast) -> None:
    cast.second = invited(cast, "一次填报第二次")
    page = agree(cast, cast.second)
    page.goto(f"{cast.second}questionnaire/tech/")
    known = page.locator("section", has_text="不用再填").first
    for told in ("14 件", "71.5%", "33,800 万元", "410 人"):
        expect(known).to_contain_text(told)
    for name in (*NUMBERS, "fact__revenue", "fact__staff"):
        expect(page.locator(f"main form [name={name}]")).to_have_count(0)
    sound(page)
    picture(page, "facts-known")
    send(page)
    page.goto(f"{cast.second}questionnaire/base/")
    expect(page.locator("main form [name=fact__machines_total]")).to_have_count(0)


def test_4_wrong_proposes_an_officer_returns(cast: Cast) -> None:
    page = cast.enterprise.open("/facts/mine/")
    cast.mine = page.url
    sound(page)
    picture(page, "facts-mine", full=True)
    line(page, "高新技术产品收入占比").get_by_role("link", name="有误").click()
    page.fill("[name=number]", "104")
    send(page)
    expect(page.locator(".cg-err").first).to_contain_text("填 0 到 100 之间的数")
    page.fill("[name=number]", "74")
    page.fill("[name=note]", "专项审计报告第 3 页")
    send(page)
    cast.enterprise.open(cast.mine)
    expect(line(page, "高新技术产品收入占比")).to_contain_text("71.5%")
    expect(line(page, "高新技术产品收入占比")).to_contain_text("74%")
    desk = cast.officer.open("/facts/")
    row = desk.locator("main tbody tr", has_text="74%")
    expect(row).to_contain_text("71.5%")
    row.locator("input[type=checkbox]").check()
    desk.get_by_role("button", name="退回补正…").click()
    send(desk)
    expect(desk.locator(".cg-err").first).to_be_visible()
    desk.select_option("[name=reason_code]", "unproven")
    desk.fill("[name=comment]", "附上审计报告页")
    send(desk)


def test_5_the_enterprise_states_it_anew_and_it_is_accepted(cast: Cast) -> None:
    page = cast.enterprise.open(cast.mine)
    expect(line(page, "高新技术产品收入占比")).not_to_contain_text("74%")
    page.get_by_role("link", name="高新技术产品收入占比", exact=True).click()
    expect(page.locator("main")).to_contain_text("更正缺少依据：附上审计报告页")
    sound(page)
    page.get_by_role("link", name="有误，提出更正").click()
    page.fill("[name=number]", "73.8")
    page.fill("[name=note]", "审计报告已补")
    send(page)
    desk = cast.officer.open("/facts/")
    desk.locator("main tbody tr", has_text="73.8%").locator("input").check()
    desk.get_by_role("button", name="接受…").click()
    send(desk)
    page.goto(cast.mine)
    expect(line(page, "高新技术产品收入占比")).to_contain_text("73.8%")
    page.get_by_role("link", name="高新技术产品收入占比", exact=True).click()
    expect(page.locator("main del").first).to_contain_text("71.5%")


def test_6_without_consent_everything_is_asked_again(cast: Cast) -> None:
    page = cast.enterprise.open(f"{cast.mine}consents/")
    sound(page)
    page.locator("[name=given_for][value=checkup]").uncheck()
    send(page)
    expect(page.locator("main")).to_contain_text("2024-06-14 收回")
    page.goto(f"{cast.second}questionnaire/tech/")
    expect(page.locator("main form [name=valid_ip]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("没有授权体检使用")


def test_7_the_enterprise_sees_who_read_what(cast: Cast) -> None:
    cast.officer.open(f"{cast.first}questionnaire/")
    page = cast.enterprise.open(f"{cast.mine}uses/")
    sound(page)
    picture(page, "facts-uses")
    told = page.locator("main tbody")
    expect(told).to_contain_text("张拟真")
    expect(told).to_contain_text("填报核对")
    number = cast.second.rstrip("/").rsplit("/", 1)[1]
    assert re.match(r"T-2024-\d{4}$", number)
    phone = Person(cast.browser, cast.site.url, "e49", viewport=PHONE)
    small = phone.open(cast.mine)
    assert overflow(small) <= 0
    for person in (cast.officer, cast.enterprise, phone):
        person.no_faults()
