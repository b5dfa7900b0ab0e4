"""On the first day there is nothing: every page says so, none breaks."""

from __future__ import annotations

import pytest

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.roles import PARTY_ROLES, Role

from .conftest import signed_in
from .test_pages import PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_every_page_on_an_empty_database(role):
    party = make_party() if role in PARTY_ROLES else None
    client = signed_in(make_user(role, party=party))
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    assert "没有等你处理的事项" in client.get("/").content.decode()
    assert "还没有消息" in client.get("/messages/").content.decode()


def test_a_user_without_any_grant_is_told_so():
    text = signed_in(make_user()).get("/account/").content.decode()
    assert "账号还没有权限" in text
