"""Guessed ids: what one may not know looks like what is not there, and the asking is on record."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.flows.conftest import Site
from tests.flows.visitors import Visitor

from .matrix import PEOPLE, Row, address, routes
from .test_matrix import BY_ROUTE, Objects, ask, told

NOBODYS = {
    "uid": "0190a0b0-0000-7000-8000-00000000dead", "number": "XX-2024-9999", "ident": "Z-99",
}  # fmt: skip
# What everybody who takes part may know of; each other route is asked about an object that
# somebody of them may not know of. The administrators take no part and see nothing anyway.
PUBLIC = {
    "registers:organisation", "registers:edit_organisation", "registers:team", "yearbook:records",
    "yearbook:note", "api:figure", "api:organisation", "api:team", "registers:qualification",
    "registers:correct_qualification", "registers:revoke_qualification",
    "registers:prove_qualification", "api:qualification", "registers:platform",
    "registers:edit_platform", "api:platform",
    "registers:grade_platform", "registers:cover_stage", "registers:accept_platform",
    "registers:merge_platform", "registers:end_platform_part", "registers:name_lead",
    "registers:state_headcount", "registers:end_lead", "registers:engage_person",
    "portal:publication", "portal:publication_csv",
}  # fmt: skip
TAKE_PART = PEOPLE.keys() - {"sysadmin", "secadmin", "auditor"}
WITH_OBJECT = {
    route: found for route, found in BY_ROUTE.items() if NOBODYS.keys() & set(routes()[route])
}
VOLATILE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|name="_(?:key|who)" value="[^"]*"'
    r'|"X-CSRFToken": "[^"]*"|next=[^"&]*|name="next" value="[^"]*"'
)


@pytest.mark.fault(38)
def test_every_route_with_an_object_is_asked_about_one_that_is_foreign() -> None:
    open_to_all = {
        route for route, found in WITH_OBJECT.items()
        if not any(row.right(role) == "404" for row in found for role in TAKE_PART)
    }  # fmt: skip
    assert open_to_all == PUBLIC


def roles(row: Row) -> list[str]:
    """One that may most, one for whom the object is not there, one that is refused."""
    first: dict[str, str] = {}
    for role in PEOPLE:
        right = row.right(role)
        kind = right if right in ("403", "404") else "may"
        if role != "anonymous":
            first.setdefault(kind, role)
    return list(first.values())


def missing(objects: Objects, row: Row) -> dict[str, str]:
    known = objects[row.object]
    return {**known, **{name: value for name, value in NOBODYS.items() if known.get(name)}}


def wrong_kind(objects: Objects, row: Row) -> dict[str, str]:
    """An id that exists, of something else."""
    other = "organisation_e49" if row.object.startswith("person") else "person_p31"
    return {**objects[row.object], "uid": objects[other]["uid"]}


@pytest.mark.fault(38)
def test_an_id_of_nothing_and_of_another_thing_are_not_found(
    walked: Site, objects: Objects, people: dict[str, Visitor]
) -> None:
    def look(row: Row) -> list[str]:
        arguments, faults = routes()[row.route], []
        changes = [missing] + ([wrong_kind] if "uid" in arguments else [])
        for made in changes:
            path = address(row.route, arguments, made(objects, row))
            for role in roles(row):
                found, right = told(ask(people[role], row, path, objects)), row.right(role)
                allowed = {"404"} if right != "403" else {"403", "404"}
                if found not in allowed:
                    faults.append(f"{row.method} {path}: {role} got {found}, {right} elsewhere")
        return faults

    once = {(row.route, row.method): row for found in WITH_OBJECT.values() for row in found}
    with ThreadPoolExecutor(4) as pool:
        assert [text for texts in pool.map(look, once.values()) for text in texts] == []


@pytest.mark.fault(38)
def test_a_page_that_one_may_not_know_of_reads_like_one_that_is_not_there(
    walked: Site, objects: Objects, people: dict[str, Visitor]
) -> None:
    rows = [
        row for found in WITH_OBJECT.values() for row in found
        if row.method == "GET" and any(row.right(role) == "404" for role in PEOPLE)
    ]  # fmt: skip

    def look(row: Row) -> list[str]:
        role = next(
            role for role in PEOPLE if row.right(role) == "404"
        )  # rather one who takes part
        texts = []
        for values in (objects[row.object], missing(objects, row)):
            path = address(row.route, routes()[row.route], values)
            text = VOLATILE.sub("", people[role].get(path).text)
            for name in NOBODYS:
                text = text.replace(values.get(name) or "\x00", "")
            texts.append(text)
        return [] if texts[0] == texts[1] else [f"{row}: {role} can tell them apart"]

    with ThreadPoolExecutor(4) as pool:
        once = list({row.route: row for row in rows}.values())
        assert [text for texts in pool.map(look, once) for text in texts] == []


@pytest.mark.fault(38)
def test_a_guess_is_on_record(walked: Site, objects: Objects, people: dict[str, Visitor]) -> None:
    path = address("needs:detail", routes()["needs:detail"], objects["need_draft_of_e49"])
    with sqlite3.connect(walked.data / "cigu.sqlite3", timeout=20) as db:
        query = (
            "select count(*) from audit_leaf where verb = 'access.refused' and after like ?"
            " and actor_id = (select id from user_account where username = 'e50')"
        )
        like = [f"%needs:detail%{objects['need_draft_of_e49']['number']}%"]
        before = db.execute(query, like).fetchone()[0]
        assert people["foreign"].get(path).status == 404
        assert people["enterprise"].get(path).status == 200
        assert db.execute(query, like).fetchone()[0] == before + 1
