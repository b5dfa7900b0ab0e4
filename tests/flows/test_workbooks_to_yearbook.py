"""A bureau's workbooks, ugly as they are, go in through the pages, and the yearbook changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cigu.core.imports.factories import enterprises, experts, needs, text_file

from .conftest import Site, cigu
from .people import PHONE, Person, axe_violations
from .story import picture, send, state

pytestmark = pytest.mark.browser
YEAR_2023 = "2023-01-01/2024-01-01"
FIRMS = [f"子虚第{at}稀土 材料（示例）有限公司" for at in (1, 2, 3)]
INSTITUTE = [["单位名称", "单位类型", "所属地区"], ["乌有稀土研究院（示例）", "研究院", "包头"]]
CHANGED = {"A-20": 3, "B-17": 8}


def figures(data: Path, period: str) -> dict[str, Any]:
    asked = ("yearbook", "--territory", "baotou", "--period", period, "--json")
    done = cigu(*asked, data=data)
    return {figure["id"]: figure for figure in json.loads(done.stdout)["figures"]}


def bring(page: Page, what: str, name: str, content: bytes) -> None:
    page.goto(f"/imports/new/?noun={what}")
    kind = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("[name=file]", [kind])
    page.select_option("[name=domain]", "rare_earth")
    page.select_option("[name=territory]", "150200")
    send(page)
    expect(page.locator("h1")).to_contain_text("对应列")


def check(page: Page, site: Site) -> None:
    send(page)
    assert site.cigu("work", "--once").returncode == 0
    page.reload()
    state(page, "已核对")


def write(page: Page, site: Site) -> None:
    page.locator(".cg-actions .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("写入台账")
    send(page)
    assert site.cigu("work", "--once").returncode == 0
    page.reload()
    state(page, "已写入")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_three_ugly_workbooks_go_in_and_the_yearbook_follows(browser: Any, site: Site) -> None:
    before = figures(site.data, YEAR_2023)
    officer = Person(browser, site.url, "officer")
    page = officer.page

    bring(page, "organisations", "企业台账.xlsx", enterprises())
    picture(page, "imports-match", full=True)
    assert axe_violations(page) == []
    check(page, site)
    expect(page.locator("main")).to_contain_text("新增")
    picture(page, "imports-checked", full=True)
    assert axe_violations(page) == []
    write(page, site)

    bring(page, "qualifications", "企业台账.xlsx", enterprises())
    check(page, site)
    write(page, site)

    bring(page, "organisations", "单位.csv", text_file(INSTITUTE, "gb18030"))
    check(page, site)
    write(page, site)

    bring(page, "people", "专家库.xlsx", experts())
    check(page, site)
    write(page, site)
    page.goto("/registers/people/?q=拟名甲1")
    expect(page.locator("main")).to_contain_text("乌有稀土研究院（示例）")

    bring(page, "needs", "去年需求.xlsx", needs(FIRMS))
    check(page, site)
    write(page, site)

    after = figures(site.data, YEAR_2023)
    for ident, more in CHANGED.items():
        assert after[ident]["computed"] == before[ident]["computed"] + more, ident
    page.goto("/yearbook/?fig=A-20&period=2023-01-01/2024-01-01")
    expect(page.locator("#evidence")).to_contain_text("X-2023-")
    assert site.cigu("check").returncode == 0
    officer.no_faults()

    page.goto("/imports/")
    assert axe_violations(page) == []
    phone = Person(browser, site.url, "officer", viewport=PHONE)
    for address in ("/imports/", "/imports/new/", "/imports/duplicates/"):
        assert fits(phone.open(address)), address
    phone.page.goto("/imports/")
    phone.page.locator("main table a").first.click()
    assert fits(phone.page)
    phone.no_faults()
