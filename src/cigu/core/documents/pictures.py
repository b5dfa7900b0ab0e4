"""Pictures by their headers: how many pixels they unpack to, and whether they tell a place."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAX_PIXELS = 60_000_000  # a phone's camera makes 12 to 50 million
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
GPS = 0x8825


def pixels(content: bytes) -> int:
    """Width times height as declared; 0 where the header does not say."""
    if content.startswith(b"\x89PNG") and content[12:16] == b"IHDR" and len(content) >= 24:
        wide, high = struct.unpack(">II", content[16:24])
        return int(wide * high)
    return max((_area(body) for mark, body in _segments(content) if mark in FRAMES), default=0)


def tells_place(content: bytes) -> bool:
    """Has its first EXIF directory a pointer to a position?"""
    return any(
        mark == 0xE1 and body.startswith(b"Exif\x00\x00") and _has_position(body[6:])
        for mark, body in _segments(content)
    )


def _area(body: bytes) -> int:
    if len(body) < 5:
        return 0
    high, wide = struct.unpack(">HH", body[1:5])
    return int(high * wide)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment of a JPEG before its picture data."""
    at = 2
    while content.startswith(b"\xff\xd8") and at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xDA:
            return
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        yield mark, content[at + 4 : at + 2 + size]
        at += 2 + max(size, 2)


def _has_position(tiff: bytes) -> bool:
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        tags = [struct.unpack_from(f"{order}H", tiff, start + 2 + 12 * i)[0] for i in range(count)]
    except struct.error:
        return False
    return GPS in tags
