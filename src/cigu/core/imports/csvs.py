"""CSV as Excel and older programs write it: UTF-8 or GB18030, commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .errors import BadBook

HAN_IN_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")
SHOWN = 10  # lines that a refusal names
SEEN = 20  # lines that tell the separator
WIDEST_FIELD = 131_072


def decoded(content: bytes) -> str:
    """The text, or a refusal that names the lines that are in another encoding."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and (lines := _in_utf8(content)):
            raise BadBook("mixed", _MIXED() % {"lines": _named(lines)}, lines=lines)
        return text
    lines = _unreadable(content)
    if not lines:  # each of its lines can be read, only not all in one encoding
        lines = _in_utf8(content)
        raise BadBook("mixed", _MIXED() % {"lines": _named(lines)}, lines=lines)
    raise BadBook("encoding", _BROKEN() % {"lines": _named(lines)}, lines=lines)


def _MIXED() -> str:  # noqa: N802 - a constant that has to wait for the language
    return _("Lines %(lines)s are in UTF-8, the others in GB18030. Save the file anew in one.")


def _BROKEN() -> str:  # noqa: N802 - as above
    return _("Lines %(lines)s can be read neither as UTF-8 nor as GB18030. Save the file anew.")


def _in_utf8(content: bytes) -> list[int]:
    """Lines whose Chinese is UTF-8 for certain, in a file that as a whole is not."""
    found = []
    for at, line in enumerate(content.split(b"\n"), 1):
        if HAN_IN_UTF8.search(line):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            found.append(at)
    return found


def _unreadable(content: bytes) -> list[int]:
    found = []
    for at, line in enumerate(content.split(b"\n"), 1):
        for encoding in ("utf-8", "gb18030"):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
        else:
            found.append(at)
    return found


def _named(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:SHOWN]))
    return f"{shown}…" if len(lines) > SHOWN else shown


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, its fields); rows are counted as a spreadsheet shows them."""
    csv.field_size_limit(WIDEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    at = 0
    try:
        for at, row in enumerate(reader, 1):
            yield at, row
    except csv.Error as error:
        raise BadBook(
            "csv", _("Row %(row)d cannot be read: a quotation mark is left open, or a field is"
                     " too long.") % {"row": at + 1},
        ) from error  # fmt: skip


def separator(text: str) -> str:
    """The sign that most of the first lines hold."""
    lines = text[:50_000].splitlines()[:SEEN]
    found = Counter({sign: sum(line.count(sign) for line in lines) for sign in (",", "\t", ";")})
    return found.most_common(1)[0][0] if found.total() else ","
