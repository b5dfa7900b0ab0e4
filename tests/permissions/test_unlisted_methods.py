"""What the matrix has no row for is refused: a method that nobody offers changes nothing."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.flows.conftest import Site
from tests.flows.visitors import Answer, Visitor

from .matrix import PEOPLE, REFUSED, Row, address, routes
from .test_matrix import BY_ROUTE, Objects, leaves, told

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Nothing of this site answers them on any route, so that they are asked of nobody's rows.
EXCEPT = {("account_logout", "POST")}  # would sign everybody out of the tests that follow


def send(visitor: Visitor, method: str, path: str) -> Answer:
    headers = {"X-CSRFToken": visitor.token(), "Content-Type": "application/json"}
    data = None if method in ("GET", "HEAD", "OPTIONS", "TRACE") else b"{}"
    request = urllib.request.Request(visitor._absolute(path), data, headers, method=method)
    return visitor._send(request)


def asked(row: Row) -> list[str]:
    """Nobody, somebody who may most, somebody who may least."""
    order = sorted(PEOPLE, key=lambda role: (row.right(role) in REFUSED, row.right(role)))
    return list(dict.fromkeys(["anonymous", order[0], order[-1]]))


def unlisted(objects: Objects) -> Iterator[tuple[str, str, Row]]:
    """Path, method, row; several routes of the API may share one path."""
    offered: dict[str, set[str]] = {}
    first: dict[str, Row] = {}
    for row in (row for found in BY_ROUTE.values() for row in found):
        values = objects[row.object] if row.object else {}
        path = address(row.route, routes()[row.route], values)
        offered.setdefault(path, set()).update(r.method for r in BY_ROUTE[row.route])
        first.setdefault(path, row)
    one_each = {row.route: path for path, row in reversed(first.items())}
    for route, path in one_each.items():
        for method in METHODS:
            if method not in offered[path] and (route, method) not in EXCEPT:
                yield path, method, first[path]


def test_a_method_without_a_row_is_refused_on_every_route(
    walked: Site, objects: Objects, people: dict[str, Visitor]
) -> None:
    before = {role: leaves(walked.data, name) for role, name in PEOPLE.items()}

    def ask(case: tuple[str, str, Row]) -> list[str]:
        path, method, row = case
        found = {role: told(send(people[role], method, path)) for role in asked(row)}
        return [f"{method} {path}: {r} got {s}" for r, s in found.items() if s not in REFUSED]

    with ThreadPoolExecutor(4) as pool:
        faults = [text for texts in pool.map(ask, unlisted(objects)) for text in texts]
    assert faults == []
    after = {role: leaves(walked.data, name) for role, name in PEOPLE.items()}
    assert after == before, "a method that no route offers changed something"


def told_as_get(answer: Answer, row: Row, role: str) -> bool:
    """The pages of allauth draw a form where GET would lead on."""
    drawn = row.route.startswith("account_") and answer.status == 200
    return drawn or told(answer) in (row.today(role), "405", "404")


@pytest.mark.parametrize("part", [0, 1])
def test_head_tells_no_more_than_get(
    part: int, walked: Site, objects: Objects, people: dict[str, Visitor]
) -> None:
    """The status of GET, or 405 where only GET is offered; never a body."""
    reads = [row for row in (r for rows in BY_ROUTE.values() for r in rows) if row.method == "GET"]
    first = list({row.route: row for row in reversed(reads)}.values())[part::2]

    def ask(row: Row) -> list[str]:
        path = address(row.route, routes()[row.route], objects[row.object] if row.object else {})
        faults = []
        for role in asked(row):
            answer = send(people[role], "HEAD", path + row.sent)
            if not told_as_get(answer, row, role):
                faults.append(f"HEAD {path}: {role} got {told(answer)}, GET {row.today(role)}")
            if answer.text:
                faults.append(f"HEAD {path}: {role} got a body")
        return faults

    with ThreadPoolExecutor(4) as pool:
        assert [text for texts in pool.map(ask, first) for text in texts] == []
