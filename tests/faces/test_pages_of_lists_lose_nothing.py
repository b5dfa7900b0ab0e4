"""Page after page, a list shows what its export holds: each row once, in the same order."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from cigu.core.clock.business import travel
from cigu.core.ui.tables import Table
from cigu.faces.registers.tables import AchievementTable, OrganisationTable, TeamTable
from cigu.records.cooperations.tables import CooperationTable
from cigu.records.needs.tables import NeedTable
from cigu.work.matchmaking.tables import DeskTable

from .year import END, Year

pytestmark = pytest.mark.django_db
LISTS = (NeedTable, DeskTable, OrganisationTable, TeamTable, AchievementTable, CooperationTable)
ORDERS = [
    (kind, f"{sign}{column.name}")
    for kind in LISTS
    for column in kind.columns
    if column.sort_key is not None
    for sign in ("", "-")
] + [(kind, "") for kind in LISTS]


def listed(kind: type[Table], user: Any, query: str) -> Table:
    request = RequestFactory().get(f"/list/?{query}")
    request.user, request.session = user, {"scope": "150200:rare_earth"}
    table = kind(request)
    table.per_page = 3
    return table


def pages(kind: type[Table], user: Any, query: str, way: str) -> list[list[Any]]:
    out: list[list[Any]] = []
    table: Table | None = listed(kind, user, query)
    while table is not None and len(out) < 200:
        out.append(table.found.rows)
        url = getattr(table, way)
        table = listed(kind, user, url.partition("?")[2]) if url else None
    return out


@pytest.mark.parametrize(("kind", "order"), ORDERS, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("role", ["officer", "enterprise"])
def test_pages_hold_what_the_export_holds(year: Year, kind: Any, order: str, role: str) -> None:
    user = year.officer if role == "officer" else year.users[role]
    with travel(END):
        whole = listed(kind, user, f"sort={order}").result
        on = [row for page in pages(kind, user, f"sort={order}", "next_url") for row in page]
        back = pages(kind, user, f"sort={order}&page=last", "previous_url")
        ids = [row.pk for row in on]
        assert sorted(ids) == sorted(row.pk for row in whole)
        values = {row.pk: row.key_0 for row in on}
        if "segment" not in order:  # equals of a segment stand together on the page
            assert [row.key_0 for row in on] == [values[row.pk] for row in whole]
        rest = [row.pk for page in reversed(back[:-1]) for row in page]
        assert rest == ids[len(ids) - len(rest) :]
        assert [row.pk for row in back[-1]] == ids[: len(back[-1])]
