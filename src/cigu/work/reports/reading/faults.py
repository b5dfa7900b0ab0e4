"""What keeps a file from being read, in words that say what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

LONGEST = 3_000_000  # characters; a page has about a thousand


class BadReport(CiguError):
    def __init__(self, code: str, name: str, **given: Any) -> None:
        super().__init__(code, _words(code) % {"name": name, **given}, field="file", value=name)


def _words(code: str) -> str:
    return {
        "kind": _("%(name)s: this kind is not read. Use TXT, DOCX or PDF."),
        "empty": _("%(name)s holds no text."),
        "locked": _("%(name)s is protected by a password. Save it without one."),
        "old_word": _("%(name)s is locked or an old Word file. Save it as .docx without password."),
        "scanned": _("%(name)s is a scanned PDF: pictures of %(pages)d pages, no text. Use the"
                     " file it was printed from."),
        "damaged": _("%(name)s is damaged inside. Save it again from its program."),
        "long": _("%(name)s has more than %(most)d characters. Split it."),
    }[code]  # fmt: skip
