"""A draft of another hand is checked, corrected and replaced; the bureau's own report is written,
published, and corrected by an erratum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .people import Person, axe_violations, overflow
from .story import picture, send, state

pytestmark = pytest.mark.browser
RIGHT = "年度工作稿\n一年来，完成规上企业科技体检85家，受理创新需求71条，促成校企牵手项目32项。"
WRONG = f"{RIGHT}办会12场。"


class Cast:
    def __init__(self, browser: Any, site: Site) -> None:
        self.site = site
        self.officer = Person(browser, site.url, "officer")
        self.leader = Person(browser, site.url, "leader")
        self.report = self.check = ""


@pytest.fixture(scope="module")
def cast(browser: Any, site: Site) -> Cast:
    return Cast(browser, site)


def upload(page: Page, folder: Path, text: str, office: bool = True) -> None:
    path = folder / "年度工作稿.txt"
    path.write_text(text, encoding="utf-8")
    page.set_input_files("[name=report]", path)
    if office:
        page.fill("[name=office]", "示例市科学技术局")
        page.fill("[name=since]", "2023-06-08")
        page.fill("[name=until]", "2024-06-08")
    send(page)


def test_1_a_draft_is_taken_in_and_each_figure_marked(cast: Cast, tmp_path: Path) -> None:
    page = cast.officer.open("/reports/checks/new/")
    upload(page, tmp_path, WRONG)
    state(page, "核对中")
    cast.check = page.url
    marks = page.locator("article.doc .fm")
    expect(marks).to_have_count(4)
    expect(marks.nth(0)).to_contain_text("一致")
    picture(page, "report-check")
    marks.nth(1).click()
    panel = page.locator("#evidence")
    expect(panel).to_contain_text("71条")
    expect(panel).to_contain_text("A-20")
    page.keyboard.press("j")
    expect(panel).to_contain_text("32项")
    page.keyboard.press("k")
    expect(panel).to_contain_text("71条")
    assert axe_violations(page) == [] and overflow(page) == 0


def test_2_a_correction_is_remembered(cast: Cast, tmp_path: Path) -> None:
    page = cast.officer.open(f"{cast.check}figures/3/link/")
    page.select_option("[name=indicator]", "A-23")
    page.fill("[name=text]", "即技术合作")
    send(page)
    expect(page.locator("#evidence")).to_contain_text("A-23")
    page.goto(f"{cast.check}next/")
    upload(page, tmp_path, RIGHT, office=False)
    expect(page.locator("article.doc .fm.ok")).to_have_count(3)
    page.locator("article.doc .fm").nth(2).click()
    expect(page.locator("#evidence")).to_contain_text("沿用以前报告的对应")
    page.goto(f"{page.url.partition('?')[0]}settle/")
    send(page)
    state(page, "已办结")


def test_3_the_bureau_drafts_edits_and_publishes(cast: Cast) -> None:
    page = cast.officer.open("/reports/new/")
    page.fill("[name=office]", "示例市科学技术局")
    page.fill("[name=since]", "2023-06-08")
    page.fill("[name=until]", "2024-06-08")
    send(page)
    cast.report = page.url
    state(page, "草稿")
    page.locator("section > header summary").click()
    page.get_by_role("link", name="加一节").click()
    page.fill("[name=heading]", "占比")
    page.fill("[name=body]", "需求中{A-99}已签合作。")
    send(page)
    expect(page.locator("main")).to_contain_text("A-99：没有记录能给出这个数字")
    page.fill("[name=body]", "技术合作{A-23}，覆盖{territory}。")
    send(page)
    for step, after in (("send", "审核中"), ("publish", "已发布")):
        page.goto(f"{cast.report}{step}/")
        send(page)
        state(page, after)
    picture(page, "annual-report")
    assert axe_violations(page) == [] and overflow(page) == 0
    read = cast.leader.open(cast.report)
    expect(read.locator("article.doc")).to_contain_text("技术合作32项，覆盖包头市。")


def test_4_a_later_change_becomes_an_erratum(cast: Cast) -> None:
    page = cast.officer.open(f"{cast.report}?fig=A-23")
    address = page.locator('#evidence a[href^="/cooperations/HZ-"]').first.get_attribute("href")
    page.goto(f"{address}correct-date/")
    page.fill("[name=signed_on]", "2024-06-11")
    page.fill("[name=reason]", "以双方盖章日为准")
    send(page)
    number = cast.report.rstrip("/").rpartition("/")[2]
    done = cast.site.cigu("report", "verify", number, "--json")
    (told,) = json.loads(done.stdout)
    assert done.returncode == 1 and told["faults"] == []
    assert {m["figure"] for m in told["moved"]} == {"A-23"}
    page.goto(f"{cast.report}?fig=A-23")
    expect(page.locator("article.doc .fm.bad").first).to_have_text("32项")
    expect(page.locator("article.doc")).to_contain_text("现算 31")
    page.get_by_role("link", name="发更正").click()
    page.fill("[name=text]", "一项合作的签署日改到期后。")
    send(page)
    expect(page.locator("main")).to_contain_text("GZ-2024-0001")
    expect(page.locator("article.doc")).to_contain_text("技术合作32项，覆盖包头市。")
    cast.officer.no_faults()
