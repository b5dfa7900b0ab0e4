"""Documents on a host of their own: no session and nothing else there, no right by address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from cigu.config import env
from cigu.core.access import actions
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import Grant
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.documents import store
from cigu.core.documents.actions import attach
from cigu.core.documents.models import Document
from cigu.core.figures.models import Completeness

pytestmark = [pytest.mark.django_db, pytest.mark.fault(21)]
ON = date(2024, 6, 14)
FILES = "files.example"
PDF = b"%PDF-1.7\n%\xe4\xbd\xa0\n"


@pytest.fixture(autouse=True)
def another_host(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_AT = f"https://{FILES}"
    settings.DOCUMENTS = tmp_path
    settings.ALLOWED_HOSTS = ["localhost", FILES]


@pytest.fixture
def officer() -> Any:
    return make_user(Role.OFFICER, territory=make_territory("150200"))


def of_a_register(name: str, content: bytes) -> Document:
    """To a statement that only staff of the city see."""
    with change("test.attach", by=None, on=ON):
        row = Completeness(
            register=name, territory=make_territory("150200"), since=ON, until=ON, method="x"
        )
        row.save()
        return attach(to=row, name=name, content=content, on=ON)


@pytest.fixture
def document(day: date) -> Document:
    return of_a_register("图纸.pdf", PDF)


def handed_over(officer: Any, document: Document) -> str:
    site = Client(headers={"host": "localhost"})
    site.force_login(officer)
    answer = site.get(f"/documents/{document.uid}/")
    assert answer.status_code == 302 and PDF not in answer.content
    assert urlsplit(answer["Location"]).netloc == FILES
    return str(answer["Location"])


def asked(address: str, host: str = FILES, **more: Any) -> Any:
    parts = urlsplit(address)
    return Client(headers={"host": host}, **more).get(f"{parts.path}?{parts.query}", secure=True)


def test_the_other_host_serves_documents_and_nothing_else(officer: Any, document: Document) -> None:
    answer = asked(handed_over(officer, document))
    assert answer.getvalue() == PDF and answer["Content-Disposition"].startswith("attachment")
    assert not answer.cookies
    client = Client(headers={"host": FILES})
    client.force_login(officer)
    for path in ("/", "/needs/", "/account/login/", "/static/cigu/cigu.css", "/api/needs",
                 "/portal/", f"/documents/{document.uid}/"):  # fmt: skip
        refused = client.get(path)
        assert refused.status_code == 404 and "重新下载" in refused.content.decode(), path
    assert client.post(handed_over(officer, document)).status_code == 404


def test_the_site_itself_serves_no_content_then(officer: Any, document: Document) -> None:
    address = handed_over(officer, document)
    assert asked(address, host="localhost")["Location"].startswith("/account/login/")


def test_an_address_serves_one_document_for_a_minute(
    officer: Any, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = handed_over(officer, document)
    other = of_a_register("别的.pdf", PDF + b"2")
    assert asked(address.replace(str(document.uid), str(other.uid), 1)).status_code == 404
    assert asked(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    later = (timezone.now() + timedelta(seconds=61)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert asked(address).status_code == 404


def test_who_may_no_longer_read_gets_nothing(officer: Any, document: Document) -> None:
    address, keeper = handed_over(officer, document), make_user(Role.SECURITY_ADMIN)
    actions.end_grant(grant=Grant.objects.get(user=officer), by=keeper, reason="调离")
    assert asked(address).status_code == 404
    address = handed_over(
        other := make_user(Role.OFFICER, territory=make_territory("150200")), document
    )
    actions.disable_account(user=other, by=keeper, reason="离职")
    assert asked(address).status_code == 404


def test_a_key_of_another_use_opens_nothing(officer: Any, document: Document) -> None:
    token = TimestampSigner(salt="another").sign(f"{document.uid}.{officer.pk}")
    assert asked(f"/documents/{document.uid}/?for={token}").status_code == 404


def test_lost_content_is_told(officer: Any, document: Document) -> None:
    address = handed_over(officer, document)
    store.path_of(document.content_hash).unlink()
    assert asked(address).status_code == 503


@pytest.mark.parametrize(
    "value", ["https://localhost", "http://files.example", "https://files.example/a", "files"]
)
def test_a_host_of_the_site_or_no_origin_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIGU_DOCUMENTS_AT", value)
    with pytest.raises(ImproperlyConfigured, match="CIGU_DOCUMENTS_AT"):
        env.other_host("CIGU_DOCUMENTS_AT", ["localhost"])
