"""Views that a person keeps: whose they are, what they count, what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from cigu.core.access.factories import make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.ui import saved
from cigu.core.ui.models import SavedView
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db
ASKED = "state=draft&sort=-title"


@pytest.fixture
def officer(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.STATIC_ROOT = tmp_path
    return make_user("officer")


def keep(by: Any, title: str = "草稿", **fields: str) -> SavedView:
    return saved.save_view(**{"path": "/needs/", "query": ASKED, **fields}, title=title, by=by)


def client(user: Any) -> Client:
    web = Client()
    web.force_login(user)
    return web


def test_a_kept_view_is_a_tab_of_its_owner_alone(officer: Any) -> None:
    page = client(officer).get(f"/needs/?{ASKED}").content.decode()
    link = "/ui/views/save/?path=%2Fneeds%2F&amp;query="
    assert link in page
    answer = client(officer).post(
        f"/ui/views/save/?path=/needs/&query={quote(ASKED)}", {"title": "草稿", "_key": uuid4()}
    )
    assert answer.status_code == 302 and answer["Location"] == f"/needs/?{ASKED}"
    page = client(officer).get(f"/needs/?{ASKED}").content.decode()
    assert "草稿 0</a>" in page and link not in page, "what is kept is not offered again"
    assert "草稿 0" not in client(make_user("officer")).get("/needs/").content.decode()


def test_what_cannot_be_kept_is_refused(officer: Any) -> None:
    keep(officer)
    for fields, code in (
        ({"title": "草稿"}, "twice"), ({"title": " "}, "title"),
        ({"title": "甲", "path": "//evil.example/"}, "address"),
        ({"title": "甲", "path": "/no/such/page/"}, "address"),
        ({"title": "甲", "query": ""}, "address"),
    ):  # fmt: skip
        with pytest.raises(CiguError) as refused:
            keep(officer, **fields)
        assert refused.value.code == code
    for number in range(saved.MOST - 1):
        keep(officer, f"第{number}个")
    with pytest.raises(CiguError) as refused:
        keep(officer, "再来")
    assert refused.value.code == "many"


def test_a_dropped_view_is_gone_and_its_name_free(officer: Any) -> None:
    view = keep(officer)
    other = client(make_user("officer"))
    assert other.post(f"/ui/views/{view.uid}/drop/", {"_key": uuid4()}).status_code == 404
    done = client(officer).post(f"/ui/views/{view.uid}/drop/", {"_key": uuid4()})
    assert done.status_code == 302
    assert "草稿 0</a>" not in client(officer).get("/needs/").content.decode()
    keep(officer)
    verbs = AuditLeaf.objects.filter(object_type="core_ui.savedview").values_list("verb", flat=True)
    assert sorted(verbs) == ["ui.drop_view", "ui.save_view", "ui.save_view"]


def test_a_view_for_a_page_that_is_gone_harms_no_list(officer: Any) -> None:
    keep(officer, query="state=nonsense&page=99&sort=secret")
    assert client(officer).get("/needs/").status_code == 200
