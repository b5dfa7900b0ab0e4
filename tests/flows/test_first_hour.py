"""From an empty database to a first need on the list: four people, each by the door they are
given, and nothing entered behind the pages but the very first account."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cigu.core.imports.factories import table

from .conftest import PASSWORD, ROOT, Site, environment, serving
from .people import PHONE, Person, axe_violations, overflow
from .story import picture, send, shot, state

pytestmark = pytest.mark.browser
FIRM = "子虚第一磁材（示例）有限公司"
BOOK = [
    ["首批企业台账（示例数据，均为虚构）", "", ""],
    ["单位名称", "单位类型", "所属地区"],
    [FIRM, "企业", "包头市"],
    ["子虚第二电机（示例）有限公司", "企业", "包头市"],
]
NEED = "钕铁硼磁体在 150 ℃ 下的退磁"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that nobody has set up, with the one account that is made at the machine."""
    with serving(tmp_path_factory.mktemp("empty")) as site:
        told = {"input": f"{PASSWORD}\n", "text": True, "cwd": ROOT, "capture_output": True}
        for asked in (
            ["create", "root.zhao", "--name", "赵系统"], ["grant", "root.zhao", "sysadmin"],
        ):  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-m", "cigu.faces.cli", "user", *asked], check=False,
                env=environment(site.data), **told,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        yield site


def follow(browser: Browser, link: str) -> None:
    """Somebody with nothing but the link chooses a password."""
    window = browser.new_context(locale="zh-CN")
    page = window.new_page()
    page.goto(link)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main form .btn-primary, main form button").last.click()
    expect(page.locator("h1")).to_contain_text("登录")
    window.close()


def links_on(page: Page) -> list[str]:
    return [link.inner_text().strip() for link in page.locator("[data-link]").all()]


def looked_at(person: Person, browser: Browser, url: str, user: str, paths: list[str]) -> list[str]:
    """Each page wide and on a phone, light and dark, in both languages."""
    faults: list[str] = []
    for language in ("zh-hans", "en"):
        for size, theme in (({"width": 1440, "height": 900}, "light"), (PHONE, "dark")):
            window = browser.new_context(
                base_url=url, viewport=size, color_scheme=theme,  # type: ignore[arg-type]
                storage_state=person.context.storage_state(),
            )  # fmt: skip
            window.add_cookies([{"name": "django_language", "value": language, "url": url}])
            page = window.new_page()
            for path in paths:
                page.goto(path)
                name = f"{user} {path} {language} {theme}"
                faults += [f"{name}: {found}" for found in axe_violations(page)]
                faults += [f"{name}: too wide"] if overflow(page) > 0 else []
                look(page, f"{user}{path.replace('/', '-')}{language}-{theme}")
            window.close()
    return faults


def look(page: Page, name: str) -> None:
    """Kept for somebody who wants to see all of it (CIGU_LOOK names a folder)."""
    if os.environ.get("CIGU_LOOK"):
        page.screenshot(path=Path(os.environ["CIGU_LOOK"]) / f"{name}.png", full_page=True)


def test_an_empty_database_becomes_a_region(browser: Any, empty: Site) -> None:
    faults: list[str] = []
    root = Person(browser, empty.url, "root.zhao")
    page = root.page
    expect(page.locator("#h-hour")).to_contain_text("地区初始设置")
    faults += looked_at(root, browser, empty.url, "root", [
        "/", "/setup/", "/setup/pack/", "/setup/territory/", "/setup/chain/",
        "/setup/administrators/",
    ])  # fmt: skip
    page.goto("/setup/pack/")
    page.get_by_label("baotou").check()
    send(page)
    expect(page.locator("#territory .cg-chip")).to_have_text("已就绪")
    expect(page.locator("#chain .cg-chip")).to_have_text("已就绪")

    page.goto("/setup/administrators/")  # left halfway, nothing stands
    page.fill("[name=security_username]", "sec.qian")
    page.goto("/setup/")
    expect(page.locator("#administrators .cg-chip")).to_have_text("待办")
    page.goto("/setup/administrators/")
    people = {"security_username": "sec.qian", "security_name": "钱安全",
              "audit_username": "aud.sun", "audit_name": "孙审计", "office": "科技局"}  # fmt: skip
    for name, value in people.items():
        page.fill(f"[name={name}]", value)
    send(page)
    first, second = links_on(page)
    faults += [f"links: {found}" for found in axe_violations(page)]
    follow(browser, first)
    follow(browser, second)
    page.goto("/setup/")
    expect(page.locator("#administrators .cg-chip")).to_have_text("已就绪")
    shot(page, "setup")

    page.goto("/account/people/new/")
    for name, value in {"username": "li.officer", "name": "李科员", "office": "科技局"}.items():
        page.fill(f"[name={name}]", value)
    send(page)
    (link,) = links_on(page)

    security = Person(browser, empty.url, "sec.qian")
    page = security.page
    expect(page.locator("#h-hour")).to_contain_text("3 / 6")
    faults += looked_at(security, browser, empty.url, "security", ["/", "/setup/"])
    page.goto("/account/people/")
    page.get_by_role("link", name=re.compile("李科员|li.officer")).first.click()
    page.locator(".cg-actions .btn-primary").click()
    page.select_option("[name=role]", "officer")
    page.select_option("[name=territory]", "150200")
    page.select_option("[name=domain]", "rare_earth")
    page.fill("[name=reason]", "科技局任命")
    shot(page, "give-role")
    send(page)
    follow(browser, link)

    officer = Person(browser, empty.url, "li.officer")
    page = officer.page
    expect(page.locator("#h-hour")).to_contain_text("4 / 6")
    faults += looked_at(officer, browser, empty.url, "officer", [
        "/", "/setup/", "/setup/records/leave/", "/setup/completeness/leave/",
    ])  # fmt: skip
    bring(page, empty)
    page.goto("/setup/completeness/leave/")
    page.fill("[name=why]", "第一批台账未齐，年底再声明")
    send(page)
    page.goto("/")
    expect(page.locator("#h-hour")).to_have_count(0)
    page.goto("/setup/completeness/take-up/")
    faults += [f"take up: {found}" for found in axe_violations(page)]
    page.goto("/setup/")
    faults += looked_at(officer, browser, empty.url, "officer", ["/setup/"])

    raise_need(page)
    assert faults == []
    for person in (root, security, officer):
        person.no_faults()


def bring(page: Page, site: Site) -> None:
    page.goto("/setup/")
    page.locator("#records .btn-primary").click()
    kind = {"name": "企业台账.xlsx", "mimeType": "application/octet-stream", "buffer": table(BOOK)}
    page.set_input_files("[name=file]", [kind])  # type: ignore[list-item]
    page.select_option("[name=domain]", "rare_earth")
    page.select_option("[name=territory]", "150200")
    send(page)
    expect(page.locator("h1")).to_contain_text("对应列")
    send(page)
    assert site.cigu("work", "--once").returncode == 0
    page.reload()
    state(page, "已核对")
    shot(page, "import-checked")
    page.locator(".cg-actions .btn-primary").click()
    send(page)
    assert site.cigu("work", "--once").returncode == 0
    page.reload()
    state(page, "已写入")
    page.goto("/setup/")
    expect(page.locator("#records .cg-chip")).to_have_text("已就绪")


def raise_need(page: Page) -> None:
    page.goto("/needs/new/")
    page.select_option("[name=organisation]", label=FIRM)
    for name, at in (("origin", 1), ("kind", 1), ("comparator", 1)):
        options = page.locator(f"[name={name}] option")
        page.select_option(f"[name={name}]", options.nth(at).get_attribute("value"))
    page.select_option("[name=segment]", "magnet")
    told = {"title": NEED, "problem": "150 ℃ 下 1000 小时后磁通损失约 8 %。", "target": "3",
            "unit": "%"}  # fmt: skip
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    page.locator("[name=secrecy]").first.check()
    send(page)
    expect(page.locator("h1")).to_contain_text(NEED)
    page.goto("/needs/")
    expect(page.locator("main table")).to_contain_text(NEED)
    shot(page, "first-need")
    picture(page, "first-need")
