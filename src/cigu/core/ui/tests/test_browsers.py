"""What stays in a browser after somebody worked here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_pages_of_a_signed_in_person_are_not_stored(client):
    assert client.get(reverse("ui:me")).headers["Cache-Control"] == "private, no-store"


def test_signing_out_clears_pages_and_leaves_what_waits_for_a_network(client):
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "MADE-UP"])
def test_methods_that_nobody_needs_are_refused(client, method):
    assert client.generic(method, reverse("ui:me")).status_code == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_function_that_declares_no_methods_only_reads(client, method):
    assert client.generic(method, reverse("ui:me")).status_code == 405
    assert client.head(reverse("ui:me")).status_code == 200
    assert client.post(reverse("ui:appearance"), {"theme": "dark"}).status_code == 302


def test_a_fault_names_the_entry_of_the_log(client, settings, monkeypatch):
    from cigu.core.ui import views

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(views, "render", broken)
    client.raise_request_exception = False
    answer = client.get(reverse("ui:me"))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert answer.headers["X-Request-ID"] in page
    assert "hunter2" not in page and "Traceback" not in page
