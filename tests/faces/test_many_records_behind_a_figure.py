"""A figure with many records shows the same ones, asked of the database a page at a time."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.clock.business import travel
from cigu.core.figures.registry import compute, registered
from cigu.faces.yearbook import records as drill

from .conftest import signed_in
from .year import END, Year

pytestmark = pytest.mark.django_db
# Those that may count more records than are read at once; sums, shares and sums of parts are read.
MANY = sorted(i for i, item in registered().items() if hasattr(item.expression, "drill"))


@pytest.mark.parametrize("role", ["officer", "enterprise", "expert", "elsewhere"])
@pytest.mark.parametrize("ident", MANY)
def test_the_question_finds_what_reading_all_finds(year: Year, ident: str, role: str) -> None:
    with travel(END):
        result = compute(registered()[ident], year.where)
        found, hidden = drill.records(result, year.users[role])
        rows = drill.drilled(result, year.users[role])
        assert {row.uid for row in rows} == {row.uid for row in found}
        assert drill.unseen(result, year.users[role]) == hidden
        newest = drill.newest(result, year.users[role], 3)
        assert [r.dated for r in newest] == [r.dated for r in found[:3]]
        assert {r.label for r in newest} <= {r.label for r in found}


def test_the_page_is_the_same_list(year: Year, monkeypatch: Any) -> None:
    with travel(END):
        client = signed_in(year.officer)
        path = f"/yearbook/A-20/records/?period={year.where.period}"
        few = client.get(path + "&format=csv").content.decode().splitlines()
        monkeypatch.setattr(drill, "MANY", 0)
        many = client.get(path + "&format=csv").content.decode().splitlines()
        assert many[0] == few[0]
        assert sorted(many) == sorted(few)
        assert client.get(path).status_code == 200
        assert client.get(f"/yearbook/?fig=A-20&period={year.where.period}").status_code == 200
