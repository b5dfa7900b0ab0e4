"""A room is a folder that somebody can copy: read me, small files, small functions."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import source

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
RATCHET = Path(__file__).with_name("ratchet.toml")
ROOMS = [pytest.param(p, id=source.room_of(p)) for p in source.apps()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for(room: Path) -> None:
    assert (room / "README.md").is_file()
    assert (room / "__init__.py").read_text(encoding="utf-8").lstrip().startswith('"""')


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_installed(room: Path) -> None:
    from django.conf import settings

    assert source.room_of(room) in settings.ROOMS


def test_files_and_functions_stay_small() -> None:
    """The list may only shrink: an entry that is no longer needed fails too."""
    allowed: dict[str, str] = tomllib.loads(source.text_of(RATCHET))["too_long"]
    found = dict(_too_long())
    new = [f"{name}: {lines} lines" for name, lines in found.items() if name not in allowed]
    assert not new, "\n".join(new)
    assert sorted(set(allowed) - set(found)) == [], "short enough now: take it off the ratchet"
    assert all(len(reason) > 10 for reason in allowed.values())


def _too_long() -> Iterator[tuple[str, int]]:
    for path in [*source.python_files(), *(source.ROOT / "tools").glob("*.py")]:
        name = path.relative_to(source.ROOT).as_posix()
        text = source.text_of(path)
        if (lines := text.count("\n")) > LONGEST_FILE:
            yield name, lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{name}:{node.name}", length
