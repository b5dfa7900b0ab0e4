"""A file is what its name says, is kept once and whole, and opens only through its record."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import make_party, make_territory, make_user
from cigu.core.audit.recording import change
from cigu.core.documents import checks, store
from cigu.core.documents.actions import attach, documents_of
from cigu.core.documents.checks import BadDocument, check_content, clean_name
from cigu.core.documents.models import Document
from cigu.core.documents.views import download
from cigu.core.figures.models import Completeness

ON = date(2024, 6, 14)
PDF = b"%PDF-1.7\n%\xe4\xbd\xa0\n"


def package(*names: str, size: int = 10) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return out.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\用户\\报告.docx", "报告.docx"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("隐\u200b\u2066形.pdf", "隐形.pdf"),
        (" .报告.pdf. ", "报告.pdf"),
        ("磁" * 300 + ".pdf", "磁" * 110 + ".pdf"),
        ("无" * 300, "无" * 120),
    ],
)
def test_names_are_kept_as_data_without_tricks(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_and_stays_as_it_is(name: str) -> None:
    shown = clean_name(name)
    assert len(shown) <= 120 and "/" not in shown and shown.isprintable()
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("a.PDF", PDF), ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.jpg", b"\xff\xd8\xff\xe0"), ("a.docx", DOCX), ("a.txt", "磁".encode()),
        ("a.csv", "磁,谷".encode("gb18030")), ("报告.exe.pdf", PDF),
    ],
)  # fmt: skip
def test_what_is_what_it_says_is_taken(name: str, content: bytes) -> None:
    assert check_content(name, content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "kind"), ("a", b"x", "kind"), ("a.pdf.exe", PDF, "kind"),
        ("a.html", b"<p>", "kind"), ("a.svg", b"<svg>", "kind"), ("a.docm", DOCX, "kind"),
        ("a.pdf", b"", "empty"), ("a.pdf", b"MZ" + PDF, "content"), ("a.png", PDF, "content"),
        ("a.docx", PDF, "content"), ("a.xlsx", DOCX, "content"),
        ("a.docx", b"PK\x03\x04", "content"),
        ("a.txt", b"a\x00b", "content"), ("a.txt", "磁".encode("utf-16"), "content"),
        ("a.csv", b"\xff\xfe\xff", "content"),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin"), "macro"),
    ],
)  # fmt: skip
def test_what_is_not_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(BadDocument) as refused:
        check_content(name, content)
    assert (refused.value.code, refused.value.data["value"]) == (code, name)


def test_a_bomb_is_refused_from_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = package("word/document.xml", "word/media/image1.png", size=110 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_a, **_k: pytest.fail("unpacked"))
    with pytest.raises(BadDocument) as refused:
        check_content("a.docx", bomb)
    assert refused.value.code == "bomb"


def test_too_many_parts_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_PARTS", 3)
    with pytest.raises(BadDocument) as refused:
        check_content("a.docx", package("word/document.xml", "a", "b", "c"))
    assert refused.value.code == "bomb"
    monkeypatch.setattr(checks, "MAX_BYTES", 10)
    with pytest.raises(BadDocument) as refused:
        check_content("a.txt", b"x" * 11)
    assert refused.value.code == "size"


# A flipped byte may also touch a declared size, the flags or the kind of a part.
PACKAGE_CODES = {"content", "bomb", "macro", "lie", "locked", "entities", "nested", "rows"}


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(DOCX) - 1), st.integers(0, 255), st.integers(0, len(DOCX)))
def test_a_broken_package_is_refused_and_never_an_accident(at: int, byte: int, cut: int) -> None:
    broken = (DOCX[:at] + bytes([byte]) + DOCX[at + 1 :])[: cut or None]
    try:
        check_content("a.docx", broken)
    except BadDocument as refused:
        assert refused.code in PACKAGE_CODES


def test_content_is_kept_once_and_read_back_verified(documents: Path) -> None:
    digest = store.put(PDF)
    assert store.put(PDF) == digest and store.get(digest) == PDF
    assert [p.name for p in documents.rglob("*") if p.is_file()] == [digest]
    store.path_of(digest).write_bytes(PDF + b"!")
    with pytest.raises(store.LostContent, match="已损坏"):
        store.get(digest)


def test_a_full_disk_leaves_no_beginnings(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    store.put(b"first")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(PDF)
    kept = [p for p in documents.rglob("*") if p.is_file()]
    assert len(kept) == 1 and not kept[0].name.startswith(".new-")


def test_a_refused_document_leaves_nothing(db: Any, documents: Path) -> None:
    party = make_party()
    with pytest.raises(BadDocument), change("test.attach", by=None, on=ON):
        attach(to=party, name="a.pdf", content=b"MZ", on=ON)
    assert not Document.objects.exists() and not documents.exists()


@pytest.fixture
def attached(db: Any, documents: Path, day: date) -> Document:
    """To a statement that only staff of the city see."""
    with change("test.attach", by=None, on=ON):
        row = Completeness(
            register="x", territory=make_territory("150200"), since=ON, until=ON, method="x"
        )
        row.save()
        return attach(to=row, name="目录/证明.pdf", content=PDF, on=ON)


def ask(user: Any, uid: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return download(request, uid)


def test_a_document_opens_for_those_who_may_read_its_record(attached: Document) -> None:
    answer = ask(make_user("officer", territory=make_territory("150200")), attached.uid)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))


def test_for_everybody_else_it_is_not_there(attached: Document) -> None:
    other = make_user("officer", territory=make_territory("150102"))
    with pytest.raises(Http404):
        ask(other, attached.uid)
    with pytest.raises(Http404):
        ask(other, uuid4())


def test_a_document_of_a_record_without_scope_opens_for_nobody(db: Any, documents: Path) -> None:
    party = make_party()
    with change("test.attach", by=None, on=ON):
        loose = attach(to=party, name="a.pdf", content=PDF, on=ON)
    assert documents_of(party).get() == loose
    with pytest.raises(Http404):
        ask(make_user("officer"), loose.uid)
