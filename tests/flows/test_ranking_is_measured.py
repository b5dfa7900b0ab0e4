"""A broker marks candidates without seeing a score; the marks measure the ranking, on the page and
in a terminal, and outcomes stand beside scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cigu.engines.matching.labels import measure_labels, read_labels
from cigu.faces.cli.match_evaluate import unpacked

from .conftest import Site
from .people import Person, axe_violations, overflow
from .story import send

pytestmark = pytest.mark.browser


def test_marks_measure_the_ranking(browser: Any, site: Site, tmp_path: Path) -> None:
    broker = Person(browser, site.url, "broker")
    page = broker.open("/matchmaking/labels/")
    main = page.locator("main")
    expect(main).to_contain_text("nDCG@5")
    assert axe_violations(page) == [] and overflow(page) <= 0
    page.get_by_role("link", name="导出标注").click()
    page.locator("[name=purpose]").select_option("report")  # texts of people leave the site
    assert axe_violations(page) == [] and overflow(page) <= 0
    with page.expect_download() as waiting:
        page.locator("main form .btn-primary").click()
    held = tmp_path / "labels.zip"
    waiting.value.save_as(held)
    with unpacked(held) as folder:
        found = measure_labels(read_labels(folder))
    assert found.qualities[0].mrr > 0.9 and found.needs >= 60
    page = broker.open("/matchmaking/labels/")
    assert f"{found.qualities[0].ndcg:.3f}" in (page.locator("main").text_content() or "")
    _by_keyboard(page)
    broker.no_faults()


def _by_keyboard(page: Any) -> None:
    page.locator("main table tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("只看材料判断")
    assert axe_violations(page) == [] and overflow(page) <= 0
    first = page.locator("main form input[type=radio]").first
    name = first.get_attribute("name")
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"input[name='{name}']:checked")
    expect(chosen).to_have_value("1")
    send(page)
    expect(page.locator("main")).to_contain_text("标注")


def test_outcomes_stand_beside_scores(browser: Any, site: Site) -> None:
    leader = Person(browser, site.url, "leader")
    page = leader.open("/matchmaking/calibration/")
    expect(page.locator("main")).to_contain_text("各分数段有多少签约")
    assert page.locator("#t-c tbody tr").count() >= 2
    assert axe_violations(page) == [] and overflow(page) <= 0
    leader.no_faults()


def test_a_missed_candidate_is_explained(browser: Any, site: Site) -> None:
    broker = Person(browser, site.url, "broker")
    page = broker.open("/matchmaking/")
    page.locator("main table tbody th a").first.click()
    page.get_by_role("link", name="为什么没有它").click()
    page.get_by_label("名称的一部分").fill("团队")
    page.get_by_role("button", name="查找").click()
    page.locator(".cg-names a").first.click()
    expect(page.locator("main")).to_contain_text("怎样会改变")
    expect(page.locator("main")).to_contain_text("利益冲突")
    assert axe_violations(page) == [] and overflow(page) <= 0
    broker.no_faults()
