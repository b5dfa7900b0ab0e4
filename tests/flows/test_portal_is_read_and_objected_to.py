"""A visitor without an account reads the portal, takes a feed, objects to a notice and claims a
right; the officer answers, decides, takes a record off; a receipt brings the answers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Site
from .people import DESK, PHONE, Person, axe_violations, overflow
from .story import send, state
from .visitors import Visitor

pytestmark = pytest.mark.browser

TITLE = "拟认定子虚检测平台公示"
TEXT = "公示所列面积与申报书不一致。"
CLAIM = "摘要中的数据来自我方测试报告。"
ATOM = "{http://www.w3.org/2005/Atom}"


class Cast:
    def __init__(self, browser: Any, site: Site) -> None:
        self.site, self.feeds = site, Visitor(site.url)
        self.officer = Person(browser, site.url, "officer")
        # without scripts: the portal must work all the same
        self.window = browser.new_context(
            base_url=site.url, java_script_enabled=False, locale="zh-CN", viewport=DESK
        )
        self.visitor = self.window.new_page()
        self.notice = self.receipt = self.code = self.claimed = self.claim = ""


@pytest.fixture(scope="module")
def cast(browser: Any, site: Site) -> Any:
    made = Cast(browser, site)
    yield made
    made.window.close()


def entries(cast: Cast, code: str) -> list[str]:
    answer = cast.feeds.get(f"/portal/feeds/{code}.atom")
    root = ET.fromstring(answer.text)  # noqa: S314 - our own feed
    return [str(entry.findtext(f"{ATOM}title")) for entry in root.iter(f"{ATOM}entry")]


def test_1_a_visitor_reads_lists_records_and_figures_without_scripts(cast: Cast) -> None:
    page = cast.visitor
    page.goto("/account/login/")
    page.locator(".cg-brand").click()
    expect(page.locator("h1")).to_have_text("公开门户")
    page.goto("/portal/needs/")
    page.locator("main table tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("此处不公开企业名称")
    page.goto("/portal/figures/")
    page.locator("main table tbody th a").first.click()
    page.get_by_role("link", name="达成技术合作").click()
    expect(page.locator("main")).to_contain_text("32 条，不向社会逐条公开")
    page.goto("/portal/search/?q=转子")
    assert page.locator("main .pt-list a").count() > 0


def test_2_an_officer_displays_a_notice_and_the_feed_tells_of_it(cast: Cast) -> None:
    assert TITLE not in " ".join(entries(cast, "notices"))
    page = cast.officer.open("/public-notices/new/")
    page.locator("[name=kind][value=recognition]").check()
    for name, value in {
        "title": TITLE,
        "body": "拟认定子虚检测平台（虚构）。",
        "days": "5",
        "rule": "示例办法第三条",
        "office": "包头市科学技术局",
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=territory]", "150200")
    send(page)
    page.goto(f"{page.url}display/")
    expect(page.locator("main")).to_contain_text("2024-06-21")
    send(page)
    state(page, "公示中")
    cast.notice = page.url.rstrip("/").rpartition("/")[2]
    assert TITLE in " ".join(entries(cast, "notices"))


def test_3_the_visitor_objects_and_takes_a_receipt(cast: Cast) -> None:
    page = cast.visitor
    page.goto("/portal/notices/")
    page.get_by_role("link", name=TITLE).click()
    page.locator(".cg-actions .btn-primary").click()
    page.locator("[name=ground][value=facts]").check()
    page.fill("[name=text]", TEXT)
    send(page)
    cast.receipt = page.url.rstrip("/").rpartition("/")[2]
    found = re.search(r"[0-9A-Z]{4}(?: [0-9A-Z]{4}){3}", page.locator("main").inner_text())
    assert found, "the receipt tells its code"
    cast.code = found[0]
    expect(page.locator("main")).to_contain_text("还没有答复")


def test_4_the_officer_answers_and_decides_after_the_period(cast: Cast) -> None:
    page = cast.officer.open(f"/public-notices/{cast.notice}/")
    state(page, "有异议待答复")
    page.get_by_role("link", name=cast.receipt).click()
    expect(page.locator("main")).to_contain_text(TEXT)
    page.goto(f"{page.url}uphold/")
    page.fill("[name=reply]", "经核对属实，已更正面积。")
    page.locator("[name=is_public]").check()
    send(page)
    state(page, "已支持")
    page.goto(f"/public-notices/{cast.notice}/decide/")
    page.locator("[name=outcome][value=changed]").check()
    page.fill("[name=decision]", "面积已更正。")
    send(page)
    expect(page.locator("[role=alert]")).to_contain_text("2024-06-21")


def test_5_the_answer_is_read_by_receipt_and_on_the_portal(cast: Cast) -> None:
    page = cast.visitor
    page.context.clear_cookies()  # another day, another browser
    page.goto("/portal/receipts/")
    page.fill("[name=number]", cast.receipt)
    page.fill("[name=code]", cast.code.lower())
    send(page)
    expect(page.locator("main")).to_contain_text("经核对属实，已更正面积。")
    page.goto(f"/portal/notices/{cast.notice}/")
    expect(page.locator("main")).to_contain_text("经核对属实，已更正面积。")
    expect(page.locator("main")).not_to_contain_text(TEXT)


def test_6_a_claim_takes_a_record_off_the_portal(cast: Cast) -> None:
    page = cast.visitor
    page.goto("/portal/achievements/")
    page.locator("main table tbody th a").first.click()
    cast.claimed = page.url
    page.get_by_role("link", name="主张权利或指出错误").click()
    page.locator("[name=ground][value=source]").check()
    for name, value in {
        "text": CLAIM,
        "name": "拟名主张人",
        "contact": "0472-0000000（虚构）",
    }.items():
        page.fill(f"[name={name}]", value)
    send(page)
    cast.claim = page.url.rstrip("/").rpartition("/")[2]
    desk = cast.officer.open(f"/portal-desk/claims/{cast.claim}/take-up/")
    send(desk)
    desk.goto(f"/portal-desk/claims/{cast.claim}/uphold/")
    desk.fill("[name=reply]", "属实，已撤下，注明来源后恢复。")
    desk.locator("[name=off]").check()
    send(desk)
    state(desk, "已支持")
    assert page.goto(cast.claimed).status == 404
    page.goto(f"/portal/receipts/{cast.claim}/")
    expect(page.locator("main")).to_contain_text("属实，已撤下")
    page.get_by_role("link", name="删除我的姓名和联系方式").click()
    send(page)
    expect(page.locator("main")).not_to_contain_text("拟名主张人")


def test_7_the_officer_shows_it_again(cast: Cast) -> None:
    desk = cast.officer.open("/portal-desk/withdrawn/")
    desk.get_by_role("link", name="恢复展示").first.click()
    send(desk)
    assert cast.visitor.goto(cast.claimed).status == 200
    cast.officer.no_faults()


@pytest.mark.parametrize(
    "address",
    ["/portal/", "/portal/needs/", "/portal/events/", "/portal/notices/", "/portal/figures/",
     "/portal/reports/", "/portal/about/", "/portal/search/?q=磁体", "/portal/receipts/"],
)  # fmt: skip
def test_8_every_page_is_accessible_and_fits(browser: Any, cast: Cast, address: str) -> None:
    for size in (DESK, PHONE):
        window = browser.new_context(base_url=cast.site.url, viewport=size, locale="zh-CN",
                                     bypass_csp=True)  # fmt: skip
        page = window.new_page()
        page.goto(address)
        assert axe_violations(page) == [], address
        assert overflow(page) <= 0, address
        window.close()
