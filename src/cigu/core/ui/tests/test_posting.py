"""Forms: sent twice, sent with other contents, sent late, sent after the session ran out."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import OperationalError
from django.test import Client

from cigu.core.access.acting import acting
from cigu.core.access.actions import create_account
from cigu.core.access.models import Party
from cigu.core.audit.models import AuditLeaf
from cigu.core.database import points
from cigu.core.ui.models import SubmittedForm
from cigu.core.ui.tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("cigu.core.ui.tests.urls")]


@pytest.fixture
def page(client, officer, party):
    """Reads the form of the page and sends it."""
    client.force_login(officer)
    return Page(client, f"/rename/{party.pk}/")


class Page:
    def __init__(self, client, url):
        self.client, self.url = client, url

    def token(self):
        text = self.client.get(self.url).content.decode()
        return dict(re.findall(r'name="(_\w+)" value="([^"]*)"', text))

    def send(self, token, name, **more):
        return self.client.post(self.url, {**token, "name": name, **more})


def leaves():
    return AuditLeaf.objects.filter(verb="test.rename").count()


def test_one_sending_has_one_effect(page, party):
    token = page.token()
    first, second = page.send(token, "甲"), page.send(token, "甲")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == f"/list/?at={party.pk}"
    assert leaves() == 1
    assert first.cookies["cigu_saved"].value == token["_key"]
    party.refresh_from_db()
    assert party.name == "乌有电机+甲"


def test_the_same_key_with_other_contents_is_refused(page):
    token = page.token()
    page.send(token, "甲")
    answer = page.send(token, "乙")
    assert answer.status_code == 409
    assert "以先送的为准" in answer.content.decode()
    assert leaves() == 1


def test_a_key_of_somebody_else_shows_nothing_of_theirs(page, officer, party, city):
    token = page.token()
    page.send(token, "甲")
    other = create_account(username="li", password=PASSWORD, name="李四", by=None, synthetic=True)
    client = Client()
    client.force_login(other)
    answer = client.post(page.url, {**token, "name": "甲"})
    assert answer.status_code == 409
    assert b"/list/?at=" not in answer.content


def test_without_a_key_nothing_happens(page):
    answer = page.client.post(page.url, {"name": "甲", "_key": "not-a-key"})
    assert answer.status_code == 422
    assert leaves() == 0
    assert 'value="甲"' in answer.content.decode()


def test_bad_input_keeps_the_value_and_uses_up_no_key(page):
    token = page.token()
    answer = page.send(token, "很长" * 20)
    assert answer.status_code == 422
    assert "很长很长" in answer.content.decode()
    assert not SubmittedForm.objects.exists()
    assert page.send(token, "甲").status_code == 302


def test_a_refusal_stands_at_its_field(page):
    answer = page.send(page.token(), "占用")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_name_error">The name is taken. Choose another.' in text
    assert leaves() == 0
    assert not SubmittedForm.objects.exists()


def test_a_missing_right_is_403_with_its_words(page):
    answer = page.send(page.token(), "禁止")
    assert answer.status_code == 403
    assert "No right to this name." in answer.content.decode()


@pytest.mark.fault(13)
def test_a_stale_form_shows_both_versions(page, party, officer):
    token = page.token()
    with acting("test.other", by=officer, reason="盖章日为准"):
        party.name = "子虚磁材"
        party.save()
    answer = page.send(token, "甲")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "子虚磁材" in text
    assert "<ins>甲</ins>" in text
    assert "张三" in text
    assert leaves() == 0
    fresh = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', text))
    assert fresh["_rev"] == "2"
    assert page.send(fresh, "甲").status_code == 302
    assert Party.objects.get().name == "子虚磁材+甲"


def sign_in(client, username):
    return client.post("/account/login/", {"login": username, "password": PASSWORD}, follow=False)


def test_an_expired_session_loses_nothing(page):
    token = page.token()
    page.client.cookies.pop("sessionid")
    answer = page.send(token, "甲乙丙")
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert leaves() == 0
    assert sign_in(page.client, "zhang").status_code == 302
    text = page.client.get(page.url).content.decode()
    assert 'value="甲乙丙"' in text
    assert "已填内容已恢复" in text
    assert "cg-err" not in text
    assert 'value="乌有电机"' in page.client.get(page.url).content.decode()  # once


def test_what_one_person_typed_is_not_shown_to_another(page, city):
    token = page.token()
    page.client.cookies.pop("sessionid")
    page.send(token, "甲乙丙")
    create_account(username="li", password=PASSWORD, name="李四", by=None, synthetic=True)
    sign_in(page.client, "li")
    assert "甲乙丙" not in page.client.get(page.url).content.decode()


def test_strangers_fill_no_sessions(client, party):
    client.post(f"/rename/{party.pk}/", {"name": "甲", "_who": "forged", "_key": uuid.uuid4()})
    assert "kept_forms" not in client.session


def test_anonymous_reading_leads_to_sign_in(client, party):
    answer = client.get(f"/rename/{party.pk}/?a=1")
    assert answer.status_code == 302
    assert "next=/rename/" in answer["Location"]


class Deadlock(OperationalError):
    sqlstate = "40P01"


@pytest.mark.fault(12)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_attempt_that_another_was_in_the_way_of_is_made_again(page, party, times):
    """Up to three; then the person is asked for a moment, and what was typed stays."""
    token, passed = page.token(), []

    def hear(name):
        if name == "once.before_commit" and len(passed) < times:
            passed.append(name)
            raise Deadlock("deadlock detected")

    page.client.raise_request_exception = False
    with points.watched(hear):
        answer = page.send(token, "甲")
    assert len(passed) == times
    assert answer.status_code == (503 if times == 3 else 302)
    assert leaves() == (0 if times == 3 else 1)
    if times == 3:
        assert int(answer["Retry-After"]) > 0
    assert page.send(token, "甲").status_code == 302 and leaves() == 1
