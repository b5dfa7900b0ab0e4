"""What the documents tell people to type exists; the glossary has one word for one thing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from . import source

PAGES = [
    pytest.param(source.ROOT / name, id=name)
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "MAP.md")
] + [
    pytest.param(p, id=p.relative_to(source.ROOT).as_posix())
    for p in sorted((source.ROOT / "docs").rglob("*.md"))
]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"`(?:\$ )?make ([a-z]+)")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for target in LINK.findall(source.text_of(page)):
        place = (page.parent / target).resolve()
        if not place.exists():
            wrong.append(target)
    assert not wrong


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", source.text_of(source.ROOT / "Makefile"), re.M))
    assert set(MAKE.findall(source.text_of(page))) <= targets


def test_both_front_pages_say_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        screen = "\n".join(source.text_of(source.ROOT / name).splitlines()[:40])
        assert (
            "make demo" in screen
            and "make test" in screen
            and "docs/pictures/difference.png" in screen
        )


def test_the_glossary_has_one_word_for_one_thing() -> None:
    rows = source.rows_of_table(source.text_of(source.ROOT / "docs/glossary.md"), 3)
    assert len(rows) >= 120
    for column in (0, 1):
        twice = [w for w, n in Counter(row[column] for row in rows).items() if n > 1]
        assert not twice


def test_decision_records_are_numbered_without_gap() -> None:
    names = sorted(p.name for p in (source.ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_the_times_for_mending_a_weakness_are_said() -> None:
    text = source.text_of(source.ROOT / "SECURITY.md")
    assert all(time in text for time in ("48 hours", "7 days", "30 days"))
