"""The whole region at once: a job in the worker, a result with its proof, taken over by hand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Site
from .people import Person, axe_violations, overflow
from .story import send

pytestmark = pytest.mark.browser
MINUTE = 60_000


def test_the_broker_assigns_the_region_and_takes_pairs_over(browser: Any, site: Site) -> None:
    broker = Person(browser, site.url, "broker")
    page = broker.open("/matchmaking/assign/")
    send(page)
    expect(page.locator("main")).to_contain_text("可以离开此页")  # it runs elsewhere
    page.wait_for_url("**/matchmaking/runs/**", timeout=MINUTE)
    result = page.locator("main")
    expect(result).to_contain_text("上界")  # a bound proves that no assignment is better
    expect(result).to_contain_text("差距")
    assert axe_violations(page) == []
    assert overflow(page) <= 0
    run = page.url
    page.locator("main form input[name=sel]:not(:disabled)").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="采用已选配对").first.click()
    send(page)
    page.goto(run)
    expect(result).to_contain_text("FP-2024-0001")
    broker.no_faults()
