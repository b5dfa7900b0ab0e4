"""The handbook says the same in both languages, its pictures exist and are small, and every
address it names leads to a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

from . import source

BOOK = source.ROOT / "docs/handbook"
LARGEST, MOST = 60 * 1024, 20
PAGES = sorted(p.name for p in (BOOK / "zh").glob("*.md"))
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.webp\)")
ADDRESS = re.compile(r"`(/[^`]*)`")
SHOTS = re.compile(r'shot\(page, "([\w-]+)"\)|^    \("([\w-]+)", "\w+", "/', re.M)


def text_of(language: str, page: str) -> str:
    return source.text_of(BOOK / language / page)


def named(pattern: re.Pattern[str], text: str) -> list[str]:
    return [m[m.lastindex or 0] for m in pattern.finditer(text)]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same(page: str) -> None:
    zh, en = text_of("zh", page), text_of("en", page)
    for pattern in (PICTURE, ADDRESS):
        assert sorted(named(pattern, zh)) == sorted(named(pattern, en))
    assert all(words for words, _name in PICTURE.findall(zh + en)), "a picture says nothing"


@pytest.mark.parametrize("page", PAGES)
def test_every_address_leads_to_a_page(page: str) -> None:
    for address in named(ADDRESS, text_of("zh", page)):
        resolve(address)


def test_there_is_a_page_for_each_role_in_both_languages() -> None:
    assert len(PAGES) == 8
    assert sorted(p.name for p in (BOOK / "en").glob("*.md")) == PAGES


def test_every_picture_is_taken_by_a_story_and_used() -> None:
    flows = [source.text_of(p) for p in sorted(Path(source.ROOT, "tests/flows").glob("test_*.py"))]
    taken = {name for text in flows for pair in SHOTS.findall(text) for name in pair if name}
    for language in ("zh", "en"):
        stored = {p.stem for p in (BOOK / language / "pictures").glob("*")}
        used = {name for page in PAGES for _a, name in PICTURE.findall(text_of(language, page))}
        assert stored == used == taken


def test_pictures_are_few_and_small() -> None:
    found = list(BOOK.glob("*/pictures/*"))
    assert 0 < len(found) <= MOST
    assert [p.name for p in found if p.stat().st_size > LARGEST] == []
    assert all(p.read_bytes()[8:12] == b"WEBP" for p in found)
