"""The supply side: a team publishes, a roadshow shows it, a meeting becomes a cooperation."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Site
from .people import Person, axe_violations, overflow
from .story import send, state
from .visitors import Visitor

pytestmark = pytest.mark.browser

TITLE = "转子无线测温与热降额控制模块"
EVENT = "夏季电机成果专场路演"
FIRM = "海市驱动"


class Cast:
    def __init__(self, browser: Any, site: Site) -> None:
        self.site = site
        self.team = Person(browser, site.url, "g01")
        self.officer = Person(browser, site.url, "officer")
        self.broker = Person(browser, site.url, "broker")
        self.enterprise = Person(browser, site.url, "e50")
        self.achievement = self.event = self.meeting = ""


@pytest.fixture(scope="module")
def cast(browser: Any, site: Site) -> Cast:
    return Cast(browser, site)


def test_1_the_team_drafts_and_the_bureau_publishes(cast: Cast) -> None:
    page = cast.team.open("/registers/achievements/new/")
    page.fill("[name=title]", TITLE)
    page.fill(
        "[name=abstract]", "转子磁钢表面测温，−40 至 180 ℃，误差 1.5 K，采样 2 Hz，已装机 6 台。"
    )
    page.select_option("[name=territory]", "150200")
    page.select_option("[name=domain]", "rare_earth")
    page.select_option("[name=segment]", "motor")
    page.locator("[name=team]").select_option(index=1)
    page.fill("[name=maturity]", "7")
    send(page)
    cast.achievement = page.url
    page.goto(f"{cast.achievement}submit/")
    send(page)
    desk = cast.officer.open(f"{cast.achievement}publish/")
    send(desk)
    state(desk, "已发布")


def test_2_the_officer_plans_announces_and_holds(cast: Cast) -> None:
    page = cast.officer.open("/roadshows/new/")
    page.locator("[name=kind][value=roadshow]").check()
    for name, value in {
        "title": EVENT, "held_on": "2024-06-14", "time": "14:30", "place": "示例创新大厦",
        "host": "包头市科学技术局",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=territory]", "150200")
    page.select_option("[name=domain]", "rare_earth")
    send(page)
    cast.event = page.url
    page.goto(f"{cast.event}items/new/")
    page.fill("[name=title]", "成果介绍")
    page.fill("[name=minutes]", "20")
    page.locator("[name=achievement]").select_option(label=_option(page, TITLE))
    send(page)
    page.goto(f"{cast.event}announce/")
    send(page)
    seen = cast.enterprise.open("/roadshows/")
    expect(seen.locator("main")).to_contain_text(EVENT)
    page.goto(f"{cast.event}hold/")
    page.fill("[name=attendance]", "42")
    send(page)
    expect(page.locator("main")).to_contain_text(TITLE)


def _option(page: Any, text: str) -> str:
    """The whole label of the option that holds ``text``."""
    found = page.locator(f"[name=achievement] option:has-text('{text}')").first
    return str(found.inner_text())


def test_3_a_meeting_becomes_a_cooperation_on_the_supply_side(cast: Cast) -> None:
    page = cast.broker.open(f"{cast.event}meeting/")
    page.locator("[name=achievement]").select_option(label=_option(page, TITLE))
    firm = page.locator(f"[name=enterprise] option:has-text('{FIRM}')").first.inner_text()
    page.locator("[name=enterprise]").select_option(label=firm)
    page.fill("[name=met_on]", "2024-06-14")
    page.locator("[name=outcome]").first.check()
    send(page)
    link = page.locator('main a[href$="/begin/"]').first
    link.click()
    page.fill("[name=title]", "测温模块试装合作")
    page.fill("[name=mode]", "合作开发")
    send(page)
    cooperation = page.url
    page.goto(f"{cooperation}sign/")
    page.fill("[name=amount]", "36")
    if not page.input_value("[name=mode]"):
        page.fill("[name=mode]", "合作开发")
    send(page)
    state(page, "已签约")


def test_4_it_counts_as_supply_and_not_as_demand(cast: Cast) -> None:
    officer = Visitor(cast.site.url, "officer")
    scope = "territory=150200&domain=rare_earth&period=2023-06-08/2024-06-15"
    values = {
        ident: float(officer.get(f"/api/figures/{ident}?{scope}").json()["value"])
        for ident in ("A-23", "A-24", "A-25", "A-26")
    }
    assert values == {"A-23": 32, "A-24": 12, "A-25": 30, "A-26": 7}


def test_5_axe_finds_nothing(cast: Cast) -> None:
    faults: list[str] = []
    for person, paths in {
        cast.officer: ["/roadshows/", cast.event, f"{cast.event}edit/", "/registers/"],
        cast.team: [cast.achievement, "/registers/achievements/", "/registers/mine/"],
        cast.enterprise: ["/roadshows/", "/cooperations/", "/search/?q=电机"],
    }.items():
        for path in paths:
            page = person.open(path)
            faults += [f"{path}: {fault}" for fault in axe_violations(page)]
            faults += [f"{path}: too wide"] if overflow(page) > 0 else []
        person.no_faults()
    assert faults == []
