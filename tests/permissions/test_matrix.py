"""Who may open and do what: the matrix walked over HTTP, every route of the site in it."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from tests.flows.conftest import Site
from tests.flows.visitors import Answer, Visitor

from .matrix import PEOPLE, REFUSED, Row, address, routes, rows

Objects = dict[str, dict[str, str]]
ROWS = rows()
BY_ROUTE = {route: list(found) for route, found in groupby(ROWS, key=lambda row: row.route)}
CELLS = {"login", "200", "201", "204", "302", "401", "403", "404", "405", "409", "422"}


def test_every_route_stands_in_the_matrix_and_every_row_has_its_route() -> None:
    known = set(routes())
    assert known - set(BY_ROUTE) == set(), "routes without a row"
    assert set(BY_ROUTE) - known == set(), "rows without a route"


def test_the_matrix_is_sound() -> None:
    """One block for each route, one row for each question, and only answers that are known."""
    assert len(BY_ROUTE) == len(list(groupby(ROWS, key=lambda row: row.route)))
    asked = [(row.route, row.method, row.object, row.sent) for row in ROWS]
    assert len(asked) == len(set(asked))
    for row in ROWS:
        assert {row.right(role) for role in PEOPLE} <= CELLS, row.line


COUNTED = (
    "select count(*) from audit_leaf where id > ?"
    " and verb not in ('access.refused', 'alarms.raise')"
)  # fmt: skip
OF_NOBODY = " and actor_id is null and request_id != '' and '' = ?"
OF_SOMEBODY = " and actor_id = (select id from user_account where username = ?)"


@cache
def newest_leaf(data: Path) -> int:
    """The year's last: what the walk leaves comes after it, so that no count reads the year."""
    with sqlite3.connect(data / "cigu.sqlite3", timeout=20) as db:
        return int(db.execute("select max(id) from audit_leaf").fetchone()[0])


def leaves(data: Path, username: str) -> int:
    """What this person has changed so far; that they were refused is no change."""
    query = COUNTED + (OF_SOMEBODY if username else OF_NOBODY)
    with sqlite3.connect(data / "cigu.sqlite3", timeout=20) as db:
        return int(db.execute(query, (newest_leaf(data), username)).fetchone()[0])


def ask(visitor: Visitor, row: Row, path: str, known: Objects) -> Answer:
    if row.sent.startswith("{"):
        return _send_json(visitor, row.method, path, filled(row.sent, known))
    if row.method == "POST":
        return visitor.post(path)
    return visitor.get(path + row.sent)


def filled(body: str, known: Objects) -> str:
    """``@name`` in a body stands for the uid of that object."""
    given = json.loads(body)
    for key, value in given.items():
        if isinstance(value, str) and value.startswith("@"):
            given[key] = known[value[1:]]["uid"]
    return json.dumps(given)


def _send_json(visitor: Visitor, method: str, path: str, body: str) -> Answer:
    headers = {"Content-Type": "application/json", "X-CSRFToken": visitor.token()}
    url = visitor.url + path
    return visitor._send(urllib.request.Request(url, body.encode(), headers, method=method))


def told(answer: Answer) -> str:
    to_sign_in = "/account/login/" in (answer.headers.get("Location") or "")
    return "login" if answer.status == 302 and to_sign_in else str(answer.status)


def fault(row: Row, role: str, found: str) -> str:
    """Nothing where the answer is the expected one."""
    if found == row.today(role):
        return ""
    if found == row.right(role):
        return f"line {row.line} {row}: {role} is refused as it should be; take the mark away"
    return f"line {row.line} {row}: {role} got {found}, not {row.today(role)}"


@dataclass(frozen=True)
class Walk:
    """One row, asked by everybody."""

    row: Row
    path: str
    people: dict[str, Visitor]
    data: Path
    known: Objects

    def faults(self) -> list[str]:
        """Those to be refused come first: whoever may act may change what the others meet."""
        refused = [role for role in PEOPLE if self.row.right(role) in REFUSED]
        others = [role for role in PEOPLE if role not in refused]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(self.ask, refused))
            reads = self.row.method == "GET"
            found += list(pool.map(self.ask, others)) if reads else map(self.ask, others)
        return [text for texts in found for text in texts]

    def ask(self, role: str) -> list[str]:
        row = self.row
        watched = row.method != "GET" and row.right(role) in REFUSED
        before = leaves(self.data, PEOPLE[role]) if watched else 0
        answer = ask(self.people[role], row, self.path, self.known)
        found = [fault(row, role, told(answer))]
        if '"code": "request"' in answer.text:
            found.append(f"line {row.line}: the body does not fit: {answer.text[:200]}")
        if watched and leaves(self.data, PEOPLE[role]) != before:
            found.append(f"line {row.line} {row}: {role} was refused and yet changed something")
        return [text for text in found if text]


@pytest.mark.parametrize("route", list(BY_ROUTE))
def test_the_site_answers_as_the_matrix_says(
    route: str, walked: Site, objects: Objects, people: dict[str, Visitor]
) -> None:
    arguments = routes()[route]
    faults = []
    for row in BY_ROUTE[route]:
        path = address(route, arguments, objects[row.object] if row.object else {})
        faults += Walk(row, path, people, walked.data, objects).faults()
    assert faults == []
