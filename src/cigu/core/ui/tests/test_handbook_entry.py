"""The account menu leads to the handbook, in the reader's language, where the office has put it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cigu.core.access.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "folder"), [("zh-hans", "zh"), ("en", "en")])
def test_the_menu_leads_to_the_handbook(
    language: str, folder: str, settings: Any, day: Any, client: Client
) -> None:
    client.force_login(make_user("officer"))
    client.cookies["django_language"] = language
    assert "handbook.example" not in client.get("/ui/me/").content.decode()
    settings.HANDBOOK_AT = "https://handbook.example/cigu/"
    text = client.get("/ui/me/").content.decode()
    assert text.count(f'href="https://handbook.example/cigu/{folder}/"') == 2  # menu and page
