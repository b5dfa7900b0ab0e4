"""What the API does not know it refuses, naming the field; nothing is open by default."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from cigu.faces.api.root import api
from cigu.faces.api.strict import operations

from .conftest import signed_in

pytestmark = pytest.mark.django_db
SAY_NOTHING = {"/imports/{uid}/write"}  # the address says all: write what was brought and checked
FILES = {"/yearbook/figures.csv": "text/csv"}  # no JSON, so no schema
OPERATIONS = [pytest.param(path, op, id=f"{op.methods[0]} {path}") for path, op in operations(api)]


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for inside in get_args(annotation):
        yield from models_in(inside)


@pytest.mark.fault(39)
@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_body_refuses_fields_that_it_does_not_know(path: str, operation: Any) -> None:
    bodies = [m for m in operation.models if m.__ninja_param_source__ == "body"]
    taken = [
        m for body in bodies for f in body.model_fields.values() for m in models_in(f.annotation)
    ]
    loose = [m.__name__ for m in taken if m.model_config.get("extra") != "forbid"]
    assert loose == []
    said = operation.methods[0] in ("POST", "PUT", "PATCH") and path not in SAY_NOTHING
    assert bool(taken) == said


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_answer_is_declared_and_nothing_is_open(path: str, operation: Any) -> None:
    assert operation.auth_callbacks, "this call asks nobody to sign in"
    if path in FILES:
        told = (operation.openapi_extra or {})["responses"][200]["content"]
        assert list(told) == [FILES[path]], "a file says of which kind it is"
        return
    answers = [model for code, model in operation.response_models.items() if code in (200, 201)]
    assert answers and None not in answers, "this answer has no schema"
    assert all(list(models_in(m.model_fields["response"].annotation)) for m in answers)


@pytest.mark.fault(39)
@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("post", "needs", {"title": "x", "state": "published"}, "state"),
        ("post", "needs", {"title": "x", "organisation_id": 1}, "organisation_id"),
        ("post", "cooperations/H-1/sign", {"amount": 1, "mode": "a", "rating": 5}, "rating"),
        ("post", "checkups/T-1/diagnosis",
         {"findings": [{"item": "a", "light": "red", "text": "b", "uid": "c"}]}, "findings.0.uid"),
        ("get", "needs?disclosure=full", None, "disclosure"),
        ("get", "registers/organisations?credit_code__startswith=9", None,
         "credit_code__startswith"),
    ],
)  # fmt: skip
def test_fields_that_nobody_asked_for_are_named(year, method, path, body, field) -> None:
    client = signed_in(year.officer)
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    answer = getattr(client, method)(f"/api/{path}", **sent)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


@pytest.mark.parametrize("query", ["limit=1&limit=500", "state=open&state=closed"])
def test_of_two_values_none_is_taken(year: Any, query: str) -> None:
    answer = signed_in(year.officer).get(f"/api/needs?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, query.partition("=")[0])
    assert "一次" in answer.json()["message"]


BODIES = {
    "a NUL": '{"title": "a\\u0000b"}',
    "half a character": '{"title": "\\ud800"}',
    "no number": '{"budget": NaN}',
    "an endless number": '{"budget": ' + "9" * 5000 + "}",
    "beyond floats": '{"budget": 1e999}',
    "endless depth": "[" * 100_000,
    "deep": '{"a":' * 30 + "1" + "}" * 30,
    "no JSON": "title=x",
    "other bytes": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_no_database_keeps_is_refused(year, body) -> None:
    answer = signed_in(year.officer).post("/api/needs", body, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "field", "value", "remedy"}


@pytest.mark.fault(44)
@pytest.mark.parametrize("query", ["limit=501", "limit=0", "offset=10001", "offset=" + "9" * 30])
def test_pages_of_the_api_have_bounds(year, query) -> None:
    answer = signed_in(year.officer).get(f"/api/needs?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, query.partition("=")[0])


def test_the_api_goes_on_from_where_it_was(year) -> None:
    client = signed_in(year.officer)
    whole = client.get("/api/needs?limit=500").json()
    assert whole["next"] is None
    assert whole["count"] == len(whole["items"])
    found, mark = [], ""
    while mark is not None and len(found) <= whole["count"]:
        page = client.get("/api/needs", {"limit": "3", "after": mark}).json()
        found, mark = found + page["items"], page["next"]
    assert found == whole["items"]
    second = client.get("/api/needs?limit=3&offset=3").json()
    assert second["items"] == whole["items"][3:6]


def test_a_place_that_the_api_did_not_give_is_refused(year) -> None:
    answer = signed_in(year.officer).get("/api/needs?after=made-up")
    assert (answer.status_code, answer.json()["field"]) == (422, "after")
    assert answer.json()["remedy"]


@pytest.mark.parametrize("path", ["/api/needs?state=%00", "/needs/?q=%00", "/api/needs/N%00"])
def test_an_address_that_no_database_takes_is_refused(year, path) -> None:
    assert signed_in(year.officer).get(path).status_code == 400


@pytest.mark.fault(44)
@pytest.mark.parametrize("path", ["/api/search?q=", "/needs/?find=", "/search/?q="])
def test_an_address_longer_than_any_of_ours_is_refused(year, path) -> None:
    client = signed_in(year.officer)
    assert client.get(path + "%" * 5000).status_code == 400
    assert client.get(path + "x&a=1" * 300).status_code == 400
    assert client.get(path + "%25_%25" * 30).status_code == 200
