"""Every fault of the reliability list is injected by a test, or a document names it as open."""

from __future__ import annotations

import re

from . import source

MARK = re.compile(r"pytest\.mark\.fault\(([\d, ]+)\)")
FAULTS = set(range(1, 57))


def injected() -> set[int]:
    files = [*source.ROOT.glob("tests/**/*.py"), *source.ROOT.glob("src/**/tests/*.py")]
    found = (MARK.findall(source.text_of(path)) for path in files)
    return {int(n) for lists in found for numbers in lists for n in numbers.split(",") if n.strip()}


def document() -> str:
    return source.text_of(source.ROOT / "docs/faults.md")


def not_yet() -> set[int]:
    listed = document().partition("## Not injected yet")[2].strip().partition("\n\n")[0]
    return {int(number) for number in listed.replace("\n", " ").split(",")}


def in_part() -> set[int]:
    return {int(row[0]) for row in source.rows_of_table(document(), 2)}


def test_every_fault_is_injected_or_named_as_open() -> None:
    assert injected() | not_yet() == FAULTS


def test_no_fault_is_both() -> None:
    assert injected() & not_yet() == set()
    assert in_part() <= injected()
