"""Closed by default, one shape of error, and described only to those who may call."""

from __future__ import annotations

import pytest
from django.test import Client

from cigu.core.clock.business import travel

from .conftest import signed_in
from .year import END

pytestmark = pytest.mark.django_db
SCOPE = {"territory": "baotou", "period": "2023-06-08/2024-06-08"}
SHAPE = {"code", "message", "field", "value", "remedy"}


@pytest.mark.parametrize(
    "path", ["me", "figures", "figures/A-23", "yearbook", "search", "openapi.json", "events"]
)
def test_anonymous_callers_get_401(db, path):
    assert Client(headers={"host": "localhost"}).get(f"/api/{path}").status_code == 401


def test_the_yearbook_has_the_shape_that_people_script(year):
    with travel(END):
        told = signed_in(year.users["leader"]).get("/api/yearbook", SCOPE).json()
    assert told["coverage"] == {"computed": 43, "total": 175}
    assert set(told["figures"][0]) == {
        "id", "published", "computed", "comparator", "unit", "basis", "as_of", "verdict",
        "n_records",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("yearbook", {**SCOPE, "territory": "nowhere"}, 422, None),
        ("yearbook", {**SCOPE, "period": "2024"}, 422, None),
        ("yearbook", {**SCOPE, "period": "2024-06-08/2024-06-08"}, 422, None),
        ("yearbook", {"territory": "baotou"}, 422, "period"),
        ("figures/Z-99", SCOPE, 404, None),
    ],
)
def test_errors_have_one_shape(year, path, query, status, field):
    found = signed_in(year.officer).get(f"/api/{path}", query)
    assert (found.status_code, set(found.json())) == (status, SHAPE)
    assert found.json()["field"] == field
    assert found.json()["message"]


def test_the_description_lists_the_rooms(year):
    told = signed_in(year.officer).get("/api/openapi.json").json()
    assert {"/api/me", "/api/yearbook", "/api/events", "/api/figures/{ident}"} <= set(told["paths"])
