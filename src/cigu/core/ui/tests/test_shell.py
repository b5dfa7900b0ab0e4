"""The frame: navigation by role with what waits, scope, display choices, failure pages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cigu.core.access.actions import grant_role
from cigu.core.access.models import Party
from cigu.core.places.models import Territory
from cigu.core.ui import nav
from cigu.core.ui.scope import SESSION_KEY, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("cigu.core.ui.tests.urls")]


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(nav, "_entries", [])
    nav.register(nav.HOME, "工作台", "list", "home", ["officer"], 1, key=nav.ALL_TASKS, phone=1)
    nav.register(nav.SERVE, "体检", "ui:me", "checkup", ["officer"], 10, key="a")
    nav.register(nav.SERVE, "邀约", "ui:me", "mail", ["expert"], 10)
    nav.register(nav.REGISTERS, "没有", "no:such", "book", ["officer"], 90)


def test_navigation_by_role_with_counts(client, officer, tasks, entries):
    client.force_login(officer)
    text = client.get("/list/").content.decode()
    shown = re.search(r'<nav class="cg-nav".*?</nav>', text, re.S)[0]
    assert "邀约" not in shown
    assert "没有" not in shown
    assert '<b class="late">5<span' in shown  # one of the five is overdue
    assert "<b>1<span" in shown
    assert shown.count('aria-current="page"') == 1


def test_tasks_are_counted_in_two_queries(officer, tasks):
    with CaptureQueriesContext(connection) as asked:
        found = nav.waiting(officer, date(2024, 6, 14))
    assert len([q for q in asked.captured_queries if 'FROM "task"' in q["sql"]]) == 2
    assert found[nav.ALL_TASKS] == (5, True)
    assert found["b"] == (1, False)


def test_strangers_get_a_frame_without_counts(client, entries):
    text = client.get("/account/login/").content.decode()
    assert "cg-badge" not in text
    assert 'lang="zh-Hans"' in text


def test_synthetic_records_and_a_set_day_are_said_on_each_page(client, party):
    text = client.get("/account/login/").content.decode()
    assert "演示数据" in text
    assert "业务日期设为 2024-06-14" in text


def test_the_strip_is_gone_when_all_is_real(client, db):
    assert "演示数据" not in client.get("/account/login/").content.decode()


def test_scope_follows_grants_not_wishes(client, officer, city, domain):
    Territory(code="150204", name_zh="青山区", level="county", parent=city).save()
    client.force_login(officer)
    client.post("/ui/scope/", {"scope": "150204:rare_earth", "next": "/list/"})
    assert client.session[SESSION_KEY] == "150204:rare_earth"
    assert "青山区·稀土" in client.get("/list/").content.decode()
    client.post("/ui/scope/", {"scope": "CN:", "next": "/list/"})
    assert "包头市·稀土" in client.get("/list/").content.decode()


def test_scope_narrows_and_never_widens(officer, city, tasks):
    request = RequestFactory().get("/")
    request.user, request.session = officer, {}
    assert scope_of(request).limit(type(tasks[0]).objects.all(), domain="").count() == 5
    assert scope_of(request).limit(Party.objects.all(), territory="", domain="").count() == 1


def test_a_grant_that_ended_gives_no_scope(officer, city):
    request = RequestFactory().get("/")
    grant_role(user=officer, role="leader", by=None, territory=city, valid_from=date(2020, 1, 1),
               valid_to=date(2021, 1, 1))  # fmt: skip
    request.user, request.session = officer, {}
    assert len(scope_of(request).options) == 0  # one choice only: nothing to switch


def test_display_choices_are_cookies_and_stay_on_the_site(client, db):
    answer = client.post("/ui/appearance/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert answer.cookies["cigu_theme"].value == "dark"
    assert 'data-bs-theme="dark"' in client.get("/account/login/").content.decode()
    assert not client.post("/ui/appearance/", {"theme": "<x>"}).cookies.get("cigu_theme")
    client.post("/ui/appearance/", {"language": "en"})
    assert 'lang="en"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_breakdown_pages_stand_alone(name):
    with override("zh-hans"):
        text = render_to_string(name)
    assert "没有改动" in text or "撤回" in text
    assert "style=" not in text


def test_missing_pages_say_what_to_do(client, officer):
    client.force_login(officer)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "回工作台" in answer.content.decode()


def test_the_gallery_is_for_staff(client, officer, city):
    assert client.get("/ui/gallery/").status_code == 404
    client.force_login(officer)
    text = client.get("/ui/gallery/").content.decode()
    assert "style=" not in text
    assert "onclick" not in text
    assert client.get("/ui/gallery/phone/").status_code == 200
