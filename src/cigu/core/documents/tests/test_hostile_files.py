"""Made files that would harm who opens them: refused with a reason, or kept and marked."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from typing import Any

import pytest
from pypdf import PdfWriter

from cigu.core.access.factories import make_party
from cigu.core.audit.recording import change
from cigu.core.documents import packages
from cigu.core.documents.actions import attach
from cigu.core.documents.checks import BadDocument, check_content, clean_name, marks_of

ON = date(2024, 6, 14)
PDF = "application/pdf"
SHEET = '<worksheet xmlns="x"><sheetData>{}</sheetData></worksheet>'
BOOK = {"xl/workbook.xml": b"<workbook/>"}
BOMB = (
    b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    b"<sst>&c;</sst>"
)


TRICKS = [
    "../../a.pdf", "..\\..\\a.pdf", "/etc/a.pdf", "C:\\a.pdf", "x/\x00/a.pdf", "a\x00.pdf",
    "a\u202e.pdf", "a\u200b.pdf",
]  # fmt: skip


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def code_of(name: str, content: bytes, **most: int) -> str:
    with pytest.raises(BadDocument) as refused:
        check_content(name, content, **most)
    assert name in str(refused.value)
    return str(refused.value.code)


@pytest.mark.fault(18)
def test_a_part_that_swells_two_hundredfold_is_refused_from_the_directory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packages, "pieces", lambda *_a: pytest.fail("unpacked"))
    bomb = packed({**BOOK, "xl/media/a.bin": b"0" * 30 * 1024 * 1024})
    assert code_of("a.xlsx", bomb) == "bomb"


@pytest.mark.fault(18)
def test_declared_sizes_that_lie_are_found_in_the_stream() -> None:
    honest = packed({**BOOK, "xl/media/a.bin": b"0" * 1_000_000})
    for lie in (10, 999_999, 1_000_001):
        lying = honest.replace(struct.pack("<I", 1_000_000), struct.pack("<I", lie))
        assert lying != honest and code_of("a.xlsx", lying) == "lie"


@pytest.mark.fault(18)
def test_the_stream_stops_at_the_limit_whatever_is_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = packed({"a": b"0" * 3_000_000})
    parts = packages.parts_of(content) or []
    parts[0].file_size = 100_000_000
    seen: list[int] = []
    pieces = packages.pieces

    def counted(*args: Any) -> Any:
        for piece in pieces(*args):
            seen.append(len(piece))
            yield piece

    monkeypatch.setattr(packages, "pieces", counted)
    with pytest.raises(packages.Refused, match="bomb"):
        packages.check_streams(content, parts, 500_000)
    assert sum(seen) < 500_000 + 2 * packages.CHUNK


@pytest.mark.fault(18)
def test_entries_that_share_bytes_are_refused() -> None:
    made = packed({**BOOK, "xl/b.xml": b"<b/>", "xl/c.xml": b"<c/>"})
    parts = packages.parts_of(made) or []
    parts[2].header_offset = parts[1].header_offset + 4
    with pytest.raises(packages.Refused, match="bomb"):
        packages.check_directory(parts, packages.MAX_UNPACKED, packages.MAX_PARTS)


@pytest.mark.fault(18)
def test_a_package_inside_a_package_is_refused() -> None:
    inner = packed({"x": b"1"})
    assert code_of("a.xlsx", packed({**BOOK, "xl/embeddings/b.xlsx": inner})) == "nested"
    assert code_of("a.xlsx", packed({**BOOK, "xl/media/image1.png": inner})) == "nested"


@pytest.mark.fault(19)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_declared_entities_are_refused_in_every_part_and_encoding(encoding: str) -> None:
    told = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    bomb = (told + BOMB.decode()).encode(encoding)
    for part in ("xl/sharedStrings.xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels", "any"):
        assert code_of("a.xlsx", packed({**BOOK, part: bomb})) == "entities"
    outside = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    assert code_of("a.docx", packed({"word/document.xml": outside})) == "entities"


@pytest.mark.fault(20)
@pytest.mark.parametrize("tag", ["row", "x:row"])
def test_rows_are_counted_before_anything_reads_the_sheet(tag: str) -> None:
    half = SHEET.format(f'<{tag} r="1"/>' * 15_000).replace("<worksheet", '<worksheet xmlns:x="y"')
    two = {"xl/worksheets/sheet1.xml": half.encode(), "xl/worksheets/sheet2.xml": half.encode()}
    assert check_content("a.xlsx", packed({**BOOK, **two}), most_rows=30_000)
    more = {"xl/worksheets/sheet3.xml": SHEET.format("<row/>").encode()}
    assert code_of("a.xlsx", packed({**BOOK, **two, **more}), most_rows=30_000) == "rows"


def test_a_real_workbook_and_a_real_document_are_taken() -> None:
    from docx import Document as Word
    from openpyxl import Workbook

    book, word = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    Word().save(word)
    assert check_content("a.xlsx", book.getvalue()) and check_content("a.docx", word.getvalue())


def test_locked_and_damaged_packages_are_refused_in_words() -> None:
    made = bytearray(packed({**BOOK, "a": b"text"}))
    at = made.rindex(b"PK\x01\x02")
    made[at + 8] |= 1
    assert code_of("a.xlsx", bytes(made)) == "locked"
    assert code_of("a.xlsx", packed({**BOOK, "b.xml": b"<a"})) == "content"
    lzma = packed({**BOOK, "b": b"1"}, zipfile.ZIP_LZMA)
    assert code_of("a.xlsx", lzma) == "content"


def pdf(build: Any = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if build:
        build(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def on_opening(writer: Any, kind: str, key: str, text: str) -> None:
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    action = {NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(text)}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def launch(writer: Any) -> None:
    on_opening(writer, "/Launch", "/F", "cmd.exe")


def script(writer: Any) -> None:
    on_opening(writer, "/JavaScript", "/JS", "app.alert(1)")


@pytest.mark.fault(21)
def test_what_acts_by_itself_in_a_pdf_is_named() -> None:
    assert marks_of(PDF, pdf()) == set()
    assert "script" in marks_of(PDF, pdf(script))
    assert {"launch", "action"} <= marks_of(PDF, pdf(launch))
    assert "files" in marks_of(PDF, pdf(lambda w: w.add_attachment("a.exe", b"MZ")))


@pytest.mark.parametrize("in_words", [True, False])
def test_a_page_chosen_for_opening_is_no_act(in_words: bool) -> None:
    """What word processors write into every file must not be warned of."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    def opens_on_its_first_page(writer: Any) -> None:
        place = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        action = {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): place}
        opening = DictionaryObject(action) if in_words else place
        writer.root_object[NameObject("/OpenAction")] = opening

    assert marks_of(PDF, pdf(opens_on_its_first_page)) == set()


@pytest.mark.fault(21)
def test_a_script_hidden_in_an_object_stream_is_found_too() -> None:
    """The names stand nowhere in the file's bytes: the objects are packed."""
    hidden = in_object_stream(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
    assert b"/JavaScript" not in hidden and "script" in marks_of(PDF, hidden)
    assert "launch" in marks_of(PDF, in_object_stream(b"<< /S /Lau#6ech /F (cmd.exe) >>"))


def in_object_stream(action: bytes) -> bytes:
    """A PDF 1.5 with catalogue, pages and ``action`` in one compressed object stream."""
    import zlib

    things = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", action]
    at, index = 0, []
    for number, thing in enumerate(things, 1):
        index.append(f"{number} {at}")
        at += len(thing) + 1
    head = (" ".join(index) + " ").encode()
    body = zlib.compress(head + b" ".join(things))
    out = b"%PDF-1.5\n"
    start = len(out)
    out += (
        f"4 0 obj << /Type /ObjStm /N 3 /First {len(head)} /Length {len(body)} "
        "/Filter /FlateDecode >> stream\n"
    ).encode()
    out += body + b"\nendstream endobj\n"
    table = len(out)
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, start, 0), (1, table, 0)]
    xref = b"".join(struct.pack(">BIH", *row) for row in rows)
    out += (
        f"5 0 obj << /Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length {len(xref)} >> stream\n"
    ).encode()
    return out + xref + f"\nendstream endobj\nstartxref\n{table}\n%%EOF".encode()


@pytest.mark.fault(21)
def test_a_pdf_that_cannot_be_looked_into_says_so() -> None:
    assert "unread" in marks_of(PDF, b"%PDF-1.7\nnothing")
    locked = pdf(lambda w: w.encrypt("secret", algorithm="RC4-128"))
    assert "unread" in marks_of(PDF, locked)


@pytest.mark.fault(21)
def test_the_warning_stays_with_the_document(db: Any, documents: Any) -> None:
    with change("test.attach", by=None, on=ON):
        kept = attach(to=make_party(), name="a.pdf", content=pdf(launch), on=ON)
    kept.refresh_from_db()
    assert kept.marks == "action launch" and len(kept.warnings) == 2


def test_a_file_that_is_two_files_is_refused() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 10, 10)
    archive = packed({"x": b"1"})
    assert code_of("a.pdf", pdf() + archive) == "polyglot"
    assert code_of("a.png", png + archive) == "polyglot"
    assert code_of("a.docx", pdf() + packed({"word/document.xml": b"<d/>"})) == "content"


def test_pictures_that_unpack_to_too_much_are_refused() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000)
    jpg = b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 65_000, 65_000) + b"\x01\x11\x00"
    assert code_of("a.png", png) == "pixels" and code_of("a.jpg", jpg) == "pixels"
    assert check_content("b.png", png[:16] + struct.pack(">II", 4000, 3000))


def test_a_photo_that_tells_its_place_says_so() -> None:
    tiff = b"MM\x00*\x00\x00\x00\x08" + b"\x00\x01" + struct.pack(">HHII", 0x8825, 4, 1, 26)
    exif = b"Exif\x00\x00" + tiff
    photo = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda\x00\x02"
    assert marks_of("image/jpeg", photo) == {"place"}
    assert marks_of("image/jpeg", photo.replace(b"\x88\x25", b"\x01\x0f")) == set()


@pytest.mark.fault(23)
@pytest.mark.parametrize("trick", TRICKS)
def test_path_tricks_leave_a_plain_name(trick: str) -> None:
    assert clean_name(trick) == "a.pdf"


@pytest.mark.fault(23)
def test_three_hundred_characters_are_cut_and_the_kind_is_kept() -> None:
    assert clean_name("名" * 300 + ".pdf") == "名" * 110 + ".pdf"
    assert clean_name("e\u0301.pdf") == "é.pdf"
