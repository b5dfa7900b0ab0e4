"""Documents of a need: added by the owner, opened by whoever sees all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.core.documents.models import Document
from cigu.records.needs.actions import withdraw_need
from cigu.records.needs.factories import make_need
from cigu.records.organisations.factories import make_enterprise

pytestmark = pytest.mark.django_db
Web, Send = Callable[..., Any], Callable[..., Any]
DRAWING = b"%PDF-1.4 drawing"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS = tmp_path


@pytest.fixture
def need() -> Any:
    return make_need(state="published", secrecy="masked")


def owner_of(need: Any) -> Any:
    return make_user(Role.ENTERPRISE, party=need.organisation.party)


def test_the_owner_adds_one_and_staff_open_it(need: Any, web: Web, send: Send) -> None:
    page = web(owner_of(need))
    paper = SimpleUploadedFile("图纸.pdf", DRAWING)
    answer = send(page, f"/needs/{need.number}/attach/", paper=paper, title="转子图纸")
    assert answer.status_code == 302
    document = Document.objects.get(subject_uid=need.uid)
    assert (document.title, document.size) == ("转子图纸", len(DRAWING))
    opened = page.get(f"/documents/{document.uid}/")
    assert b"".join(opened.streaming_content) == DRAWING


def test_a_file_that_is_not_what_its_name_says_is_refused(need: Any, web: Web, send: Send) -> None:
    fake = SimpleUploadedFile("图纸.pdf", b"MZ not a pdf")
    answer = send(web(owner_of(need)), f"/needs/{need.number}/attach/", paper=fake)
    assert answer.status_code == 422
    assert "图纸.pdf" in answer.content.decode()
    assert not Document.objects.exists()


def test_who_sees_a_masked_need_neither_adds_nor_opens(need: Any, web: Web, send: Send) -> None:
    send(
        web(owner_of(need)), f"/needs/{need.number}/attach/",
        paper=SimpleUploadedFile("a.pdf", DRAWING),
    )  # fmt: skip
    document = Document.objects.get(subject_uid=need.uid)
    other = web(make_user(Role.ENTERPRISE, party=make_enterprise().party))
    assert other.get(f"/needs/{need.number}/").status_code == 200
    assert other.get(f"/needs/{need.number}/attach/").status_code == 403
    assert other.get(f"/documents/{document.uid}/").status_code == 404


def test_a_need_that_has_ended_takes_no_more(web: Web) -> None:
    need = make_need(state="submitted")
    withdraw_need(need=need, by=owner_of(need), reason="产品停产")
    assert web(owner_of(need)).get(f"/needs/{need.number}/attach/").status_code == 403
