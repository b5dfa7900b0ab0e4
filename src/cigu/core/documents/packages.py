"""A ZIP package (DOCX, XLSX), believed neither in its directory nor in its declared sizes."""

from __future__ import annotations

import io
import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5000
MAX_ROWS = 100_000  # of all sheets together; more belongs into an import in the background
RATIO, RATIO_FROM = 200, 8 * 1024 * 1024  # office files shrink to a tenth, bombs to a thousandth
CHUNK = 64 * 1024
HEAD = 64 * 1024  # of a part: a DOCTYPE stands before the first element
LOCAL_HEADER = 30
ROW = re.compile(rb"<(?:[A-Za-z0-9_]{1,20}:)?row[\s>/]")
XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"\x00\x00", b"+/v")


class Refused(Exception):
    """The code of what is wrong: bomb, lie, locked, entities, nested, rows, content."""


def parts_of(content: bytes) -> list[zipfile.ZipInfo] | None:
    """The directory; None where it cannot be read. A broken one fails in many ways."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, struct.error):
        return None


def check_directory(parts: list[zipfile.ZipInfo], most: int, most_parts: int) -> None:
    """Refuse from the directory alone, without unpacking anything."""
    if len(parts) > most_parts or sum(p.file_size for p in parts) > most:
        raise Refused("bomb")
    if any(_swells(p.file_size, p.compress_size) for p in parts) or _overlap(parts):
        raise Refused("bomb")
    if any(p.flag_bits & 0x1 for p in parts):
        raise Refused("locked")
    if any(p.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for p in parts):
        raise Refused("content")


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_FROM and unpacked > RATIO * max(packed, 1)


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Entries that share bytes make a small file swell without one large entry."""
    ordered = sorted(parts, key=lambda p: p.header_offset)
    return any(
        one.header_offset + LOCAL_HEADER + one.compress_size > two.header_offset
        for one, two in itertools.pairwise(ordered)
    )


def check_streams(
    content: bytes, parts: list[zipfile.ZipInfo], most: int, most_rows: int = MAX_ROWS
) -> None:
    """Unpack every part in small pieces, counting what really comes out."""
    left, rows = most, 0
    for part in parts:
        size, found = _check_part(content, part, left)
        left -= size
        rows += found
        if rows > most_rows:
            raise Refused("rows")


def _check_part(content: bytes, part: zipfile.ZipInfo, left: int) -> tuple[int, int]:
    size = rows = 0
    head, tail = b"", b""
    sheet = part.filename.lower().startswith("xl/worksheets/")
    for piece in pieces(content, part):
        size += len(piece)
        if size > left:
            raise Refused("bomb")
        if size > part.file_size:
            raise Refused("lie")
        head += piece[: max(0, HEAD - len(head))]
        if sheet:
            rows += len(ROW.findall(tail + piece))
            tail = _unfinished(piece)
    if size != part.file_size:
        raise Refused("lie")
    _check_head(head)
    return size, rows


def _unfinished(piece: bytes) -> bytes:
    """A tag that the end of the piece cut in two, to be seen whole with the next piece."""
    at = piece.rfind(b"<", -32)
    return b"" if at < 0 or ROW.match(piece, at) else piece[at:]


def pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part unpacks to, by its bytes and not by the size that it declares."""
    raw = _raw(content, part)
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (raw[at : at + CHUNK] for at in range(0, len(raw), CHUNK))
        return
    unpacker, rest = zlib.decompressobj(-zlib.MAX_WBITS), raw
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, CHUNK)
        except zlib.error as error:
            raise Refused("content") from error
        rest = unpacker.unconsumed_tail
        if not piece and not rest and not unpacker.eof:
            raise Refused("content")  # it ends in the middle
        yield piece


def _raw(content: bytes, part: zipfile.ZipInfo) -> bytes:
    header = content[part.header_offset : part.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise Refused("content")
    name, extra = struct.unpack("<HH", header[26:30])
    start = part.header_offset + LOCAL_HEADER + name + extra
    raw = content[start : start + part.compress_size]
    if len(raw) != part.compress_size:
        raise Refused("content")
    return raw


def _check_head(head: bytes) -> None:
    if head.startswith(b"PK\x03\x04"):
        raise Refused("nested")  # nobody looks into a package inside a package
    if head.lstrip().startswith(XML_STARTS):
        _check_xml(head)


def _check_xml(head: bytes) -> None:
    """Office files never declare a document type; entity bombs and outside files need one."""
    try:
        for _step in iterparse(io.BytesIO(head), events=("start",), forbid_dtd=True):
            return
    except DefusedXmlException as error:
        raise Refused("entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("content") from error
