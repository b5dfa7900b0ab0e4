"""MAP.md: every phrase once; what is called built exists."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from . import source

ROWS = source.rows_of_table(source.text_of(source.ROOT / "MAP.md"), 6)
PLANNED = re.compile(r"^planned(: issue \d+)?$")
PARAMETERS = [pytest.param(*row, id=row[0]) for row in ROWS]


def test_the_map_covers_the_field() -> None:
    assert len(ROWS) >= 60
    assert [p for p, n in Counter(row[0] for row in ROWS).items() if n > 1] == []


@pytest.mark.parametrize(("phrase", "english", "room", "engine", "test", "state"), PARAMETERS)
def test_a_row_is_true(
    phrase: str, english: str, room: str, engine: str, test: str, state: str
) -> None:
    assert phrase and english and room
    if state != "built":
        assert PLANNED.match(state), f"{phrase}: state is {state!r}"
        return
    assert (source.SOURCE / room).is_dir(), f"{phrase}: no room {room}"
    assert engine == "—" or (source.SOURCE / "engines" / engine).is_dir(), f"{phrase}: {engine}"
    assert (source.ROOT / test).is_file(), f"{phrase}: no test {test}"
