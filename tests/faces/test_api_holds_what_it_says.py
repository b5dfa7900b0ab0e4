"""The whole API asked by its own description, with inputs nobody thought of, as several people:
no fault of the server, every answer of the declared shape, and nothing of others in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cigu.core.clock.business import travel
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need
from cigu.work.checkups.models import Checkup

from .conftest import signed_in
from .year import END

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
TOKEN = "a" * 32  # a CSRF token is any secret that cookie and header agree on
EXAMPLES = {"officer": 12, "enterprise": 8, "expert": 4, "leader": 4}


def site_as(client: Client) -> Any:
    """The real application; every request that reaches it comes from this person's browser."""
    site, session = get_wsgi_application(), client.cookies["sessionid"].value

    def asked(environ: dict[str, Any], start: Any) -> Any:
        environ["HTTP_COOKIE"] = f"sessionid={session}; csrftoken={TOKEN}"
        environ["HTTP_X_CSRFTOKEN"] = TOKEN
        return site(environ, start)

    return asked


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As the test client does: the end of a request does not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ids() -> dict[str, list[str]]:
    """Real ones, so that calls reach beyond “not found”."""
    rows = [*Checkup.objects.all()[:4], *Need.objects.all()[:4], *Cooperation.objects.all()[:4]]
    return {
        "number": [row.number for row in rows], "uid": [str(row.uid) for row in rows],
        "ident": ["A-23", "A-7"], "section": ["base"],
    }  # fmt: skip


def foreign(user: Any) -> set[str]:
    """Numbers that an enterprise may not read, found without any scope of ours."""
    mine = {grant.party_id for grant in user.grants.all()}
    checkups = Checkup.objects.all().select_related("enterprise")
    pacts = Cooperation.objects.all().select_related("enterprise")
    needs = Need.objects.filter(state__in=["draft", "submitted"]).select_related("organisation")
    return (
        {row.number for row in checkups if row.enterprise.party_id not in mine}
        | {row.number for row in pacts if not {row.enterprise.party_id, row.provider_id} & mine}
        | {row.number for row in needs if row.organisation.party_id not in mine}
    )  # fmt: skip


@pytest.mark.parametrize("role", EXAMPLES)
def test_the_api_answers_whatever_it_is_asked(year: Any, role: str) -> None:
    user = year.officer if role == "officer" else year.users[role]
    with travel(END):
        client = signed_in(user)
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", site_as(client))
        known, closed = ids(), foreign(user) if role == "enterprise" else set()
        asked = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            fuzz(operation, EXAMPLES[role], known, closed)
            asked += 1
        assert asked == len(list(schema.get_all_operations())) > 30


def fuzz(operation: Any, examples: int, known: dict[str, list[str]], closed: set[str]) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, data=st.data())
    def ask(case: Any, data: Any) -> None:
        for name in set(case.path_parameters or {}) & set(known):
            case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        sent = json.dumps([case.path_parameters, str(case.query), str(case.body)])
        told = {number for number in closed if number in answer.text and number not in sent}
        assert told == set(), f"{case.method} {case.path} told of others: {told}"

    ask()
