"""An officer enters a certificate with its proof, an acceptance, a predecessor and a number of
researchers; the yearbook's figures change and open onto what was entered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .people import Person, axe_violations, overflow
from .story import picture, send

PERIOD = "2023-06-08/2024-06-08"
SCOPE = f"territory=150200&domain=rare_earth&period={PERIOD}"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FIRM, PLATFORM = "子虚选矿", "子虚稀土永磁研发中心"


def value(page: Page, ident: str) -> float:
    return float(page.request.get(f"/api/figures/{ident}?{SCOPE}").json()["value"])


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        box = page.locator(f"main [name={name}]")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(text)
        else:
            box.fill(text)


def sound(page: Page) -> None:
    assert axe_violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.browser
def test_a_certificate_changes_the_yearbook(browser: Any, site: Site, tmp_path: Path) -> None:
    officer = Person(browser, site.url, "officer")
    page = officer.open("/registers/qualifications/")
    before, new = value(page, "A-32"), value(page, "A-31")
    expect(page.locator("main table")).to_contain_text("合成")
    sound(page)
    page.get_by_role("link", name="录入资质").click()
    paper = tmp_path / "证书.pdf"
    paper.write_bytes(PDF)
    fill(page, enterprise="示例磁", kind="high_tech", level="nation", issuer="虚构认定机构",
         certificate="00GR2024-0101", issued_on="2024-05-20")  # fmt: skip
    send(page)  # no enterprise of that name alone: what comes near is named
    expect(page.locator("main form")).to_contain_text("写全称")
    name = _free_firm(page)
    fill(page, enterprise=name)
    page.locator("main [name=paper]").set_input_files(str(paper))
    send(page)
    expect(page.locator("h1")).to_contain_text("高新技术企业")
    expect(page.locator("main")).to_contain_text("证书.pdf")
    expect(page.locator("main")).to_contain_text("2027-05-19")
    sound(page)
    picture(page, "qualification")
    record = re.sub(r"^https?://[^/]+", "", page.url)
    assert (value(page, "A-32"), value(page, "A-31")) == (before + 1, new + 1)
    panel = officer.open("/yearbook/?fig=A-32").locator("#evidence")
    expect(panel).to_contain_text("不少于")
    link = panel.locator(f'a[href="{record}"]')
    expect(link).to_be_visible()
    link.click()
    page.get_by_role("link", name="提前终止").click()
    fill(page, end_reason="unmet", ended_on="2024-06-03", reason="虚构公告 1 号")
    send(page)
    assert (value(page, "A-32"), value(page, "A-31")) == (before, new + 1)
    officer.no_faults()


def _free_firm(page: Page) -> str:
    """An invented enterprise of the city that holds no such certificate."""
    firms = page.request.get("/api/registers/organisations?kind=enterprise&limit=200").json()
    held = page.request.get("/api/registers/qualifications?kind=high_tech&limit=200").json()
    taken = {row["organisation"] for row in held["items"]}
    found = [row["name_zh"] for row in firms["items"] if row["synthetic"]]
    return next(name for name in found if name not in taken)


@pytest.mark.browser
def test_an_acceptance_a_predecessor_and_researchers_count(browser: Any, site: Site) -> None:
    officer = Person(browser, site.url, "officer")
    page = officer.open(f"/registers/platforms/?q={PLATFORM}")
    was = {ident: value(page, ident) for ident in ("A-02", "A-05", "A-06", "A-15")}
    sound(page)
    page.get_by_role("link", name=PLATFORM, exact=True).click()
    sound(page)
    here = page.url
    page.get_by_role("link", name="登记验收").click()
    fill(page, result="passed", held_on="2024-05-30", body="虚构验收组")
    send(page)
    page.get_by_role("link", name="登记前身").click()
    fill(page, printed="乌有检测站", merged_on="2024-05-30")
    send(page)
    page.get_by_role("link", name="录入覆盖环节").click()
    fill(page, stage="standards", since="2024-05-30")
    send(page)
    assert page.url == here
    expect(page.locator("main")).to_contain_text("乌有检测站")
    expect(page.locator("main")).to_contain_text("验收：通过")
    picture(page, "platform")
    officer.open("/registers/platforms/stages/")
    expect(page.locator("main table")).to_contain_text(PLATFORM)
    sound(page)
    body = officer.open(f"/registers/organisations/?q={FIRM}")
    body.locator("main table tbody a").first.click()
    sound(page)
    page.get_by_role("link", name="录入科研人员数").click()
    fill(page, as_of="2024-05-31", researchers="25", method="statement")
    send(page)
    expect(page.locator("main")).to_contain_text("本单位申报")
    now = {ident: value(page, ident) for ident in was}
    assert {ident: now[ident] - was[ident] for ident in was} == {
        "A-02": 1, "A-05": 1, "A-06": 1, "A-15": 25
    }  # fmt: skip
    officer.no_faults()
