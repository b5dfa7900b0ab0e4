"""The list of the erased: lines are added, a cut one is no line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cigu.core.personal.erasures import append, merge, read


def entry(name: str) -> dict[str, str]:
    return {"user": name}


def test_lines_are_read_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "list.jsonl"
    assert read(path) == []
    for name in "abc":
        append(path, entry(name))
    assert read(path) == [entry("a"), entry("b"), entry("c")]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", [1, 5, 13])
def test_a_line_that_was_cut_off_is_no_line_and_spoils_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "list.jsonl"
    append(path, entry("a"))
    append(path, entry("b"))
    content = path.read_bytes()
    path.write_bytes(content[:-cut])
    assert read(path) == [entry("a")]
    append(path, entry("c"))
    assert read(path) == [entry("a"), entry("c")]


def test_lists_are_joined_without_doubles(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    append(one, entry("a"))
    append(one, entry("b"))
    append(two, entry("b"))
    append(two, entry("z"))
    assert merge(one, two) == 1
    assert read(two) == [entry("b"), entry("z"), entry("a")]
    assert merge(one, two) == 0 and merge(tmp_path / "none", two) == 0
