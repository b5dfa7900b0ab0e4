"""docs/security.md answers each requirement once, and what it names as shown by a test is."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

from . import source

# How many requirements levels 1 and 2 of ASVS 5.0.0 have in each chapter.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7,
    10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip
ANSWERS = ("met", "not applicable", "open")


@cache
def answers() -> list[list[str]]:
    rows = source.rows_of_table(source.text_of(source.ROOT / "docs/security.md"), 4)
    return [row for row in rows if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


@cache
def named_in_the_suite() -> set[str]:
    files = [p for p in source.tracked() if p.suffix == ".py" and p.name.startswith("test_")]
    trees = [ast.parse(source.text_of(path)) for path in files if path.is_file()]
    return {n.name for t in trees for n in ast.walk(t) if isinstance(n, ast.FunctionDef)}


def test_every_requirement_is_answered_once() -> None:
    numbers = [row[0] for row in answers()]
    assert [n for n, times in Counter(numbers).items() if times > 1] == []
    assert Counter(int(n.split(".")[0]) for n in numbers) == CHAPTERS
    assert sum(CHAPTERS.values()) == 253


def test_what_is_met_is_shown_by_tests_that_exist() -> None:
    for number, answer, words, shown in answers():
        assert answer in ANSWERS, number
        assert words, f"{number} gives no reason"
        named = re.findall(r"`(test_\w+)`", shown)
        assert bool(named) is (answer == "met"), f"{number} is {answer} and names {named}"
        missing = set(named) - named_in_the_suite()
        assert not missing, f"{number} names {missing}"


def test_the_totals_are_counted() -> None:
    counted = Counter(row[1] for row in answers())
    line = re.search(
        r"^\| level 2 \|(.*)\|$", source.text_of(source.ROOT / "docs/security.md"), re.M
    )
    assert line is not None
    given = [int(cell) for cell in line[1].split("|")]
    assert given == [*(counted[a] for a in ANSWERS), len(answers())]
