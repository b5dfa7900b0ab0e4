"""What in a PDF acts by itself: scripts, launches, files inside, actions on opening."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_OBJECTS = 20_000
MAX_DEPTH = 12
KEYS = {
    "/JS": "script", "/JavaScript": "script", "/AA": "action",
    "/EmbeddedFiles": "files", "/EF": "files", "/RichMedia": "action", "/XFA": "script",
}  # fmt: skip
ACTIONS = {
    "/Launch": "launch", "/JavaScript": "script", "/SubmitForm": "action",
    "/ImportData": "action", "/GoToE": "files", "/GoToR": "action",
}  # fmt: skip
NAMES = {name.encode(): code for name, code in (KEYS | ACTIONS).items() if len(name) > 3}
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns about every file that is not perfect


def marks_of(content: bytes) -> set[str]:
    """Codes of ``KEYS`` and ``ACTIONS``; "unread" where the file cannot be looked into whole."""
    found = {code for name, code in NAMES.items() if name in content}
    try:
        for thing in _objects(PdfReader(io.BytesIO(content), strict=False)):
            found |= set(_marks(thing, 0))
    except _TooMany:
        found.add("unread")
    except Exception:  # pypdf raises whatever a broken file leads it to
        found.add("unread")
    return found


class _TooMany(Exception):
    pass


def _objects(reader: PdfReader) -> Iterator[Any]:
    """All objects of the file, those packed into object streams too."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise _TooMany
    plain = [(number, generation) for generation, at in reader.xref.items() for number in at]
    packed = [(number, 0) for number in reader.xref_objStm]
    if len(plain) + len(packed) > MAX_OBJECTS:
        raise _TooMany
    yield reader.trailer
    for number, generation in plain + packed:
        yield IndirectObject(number, generation, reader).get_object()


def _marks(thing: Any, depth: int) -> Iterator[str]:
    """Of one object; what it points at is an object of its own."""
    if depth > MAX_DEPTH or isinstance(thing, IndirectObject):
        return
    if isinstance(thing, DictionaryObject):
        for key in thing:
            value = thing.raw_get(key)
            if key in KEYS:
                yield KEYS[key]
            if key == "/S" and str(value) in ACTIONS:
                yield ACTIONS[str(value)]
            if key == "/OpenAction" and _acts(value.get_object()):
                yield "action"
            yield from _marks(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for at in range(len(thing)):
            yield from _marks(list.__getitem__(thing, at), depth + 1)


def _acts(opening: Any) -> bool:
    """Most files only choose the page that is shown first: an array, or a /GoTo."""
    return isinstance(opening, DictionaryObject) and opening.get("/S") != "/GoTo"
