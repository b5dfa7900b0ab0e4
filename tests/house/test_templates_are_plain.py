"""No inline style or script (the security policy forbids them), and no untranslated word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import source

TEMPLATES = [pytest.param(p, id=str(p.relative_to(source.SOURCE))) for p in source.templates()]
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
}
DROPPED = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->|<!doctype[^>]*>"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}",
    re.S | re.I,
)
SHOWN = re.compile(
    r"""\s(?:title|placeholder|alt|aria-label|data-confirm)\s*=\s*(["'])(.*?)\1""", re.S
)
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
PAIRS = re.compile(r"""[\w-]+="[^"]*\"""")  # a part that holds only attributes of a tag
# The gallery shows the kit with the examples of the design; it is not a page of the site.
EXAMPLES = {"core/ui/templates/cigu/gallery.html", "core/ui/templates/cigu/gallery_phone.html"}
# Names that are the same in every language.
NAMES = re.compile(r"\b(Cigu|CSV|XLSX|DOCX|PDF|API|OpenAPI|JSON|UTF-8)\b|磁谷|中文|English")


@pytest.mark.parametrize("path", TEMPLATES)
def test_nothing_is_inline(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", source.text_of(path))
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES)
def test_every_word_is_translated(path: Path) -> None:
    if path.relative_to(source.SOURCE).as_posix() in EXAMPLES:
        return
    text = DROPPED.sub("", source.text_of(path))
    shown = [match[2] for match in SHOWN.finditer(text)]
    bodies = re.sub(r"<(script|svg)\b.*?</\1>|<[^>]*>", "\n", text, flags=re.S)
    shown += PAIRS.sub("", bodies).split("\n")
    bare = [s.strip() for s in shown if WORD.search(NAMES.sub("", re.sub(r"&\w+;", "", s)))]
    assert not bare
