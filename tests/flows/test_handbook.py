"""The pages that the handbook shows, as each role meets them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Site
from .people import Person, overflow
from .story import shot

pytestmark = pytest.mark.browser
SHOWN = (
    ("enterprise", "e49", "/", "首页"),
    ("invitations", "g01", "/matchmaking/invitations/", "邀约"),
    ("matchmaking", "broker", "/matchmaking/", "撮合"),
    ("checkups", "commissioner", "/checkups/", "体检"),
    ("yearbook", "leader", "/yearbook/", "年报"),
)


@pytest.mark.parametrize(("picture", "username", "path", "heading"), SHOWN)
def test_a_page_of_the_handbook_is_what_its_role_sees(
    browser: Any, quiet_site: Site, picture: str, username: str, path: str, heading: str
) -> None:
    person = Person(browser, quiet_site.url, username)
    page = person.open(path)
    expect(page.locator("h1")).to_contain_text(heading)
    assert overflow(page) <= 0
    shot(page, picture)
    person.no_faults()
