"""The database restarts, refuses connections, or drops one after COMMIT was sent: patience is asked
for, what was sent again has one effect, and nothing acknowledged is lost."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from cigu.conftest import shared_database
from cigu.core.clock.business import fix_day
from cigu.core.database import contention, points
from cigu.core.ui.models import SubmittedForm
from cigu.records.needs.factories import make_need, make_segment, needs_officer
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise

__all__ = ["shared_database"]
postgres_only = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="a server that can go away: PostgreSQL only"
)


@pytest.fixture
def body(transactional_db: Any, shared_database: Any) -> dict[str, Any]:
    fix_day(date(2024, 6, 14))
    return {
        "enterprise": str(make_enterprise().uid), "title": "在线检测", "problem": "取样慢",
        "segment": make_segment().pk, "secrecy": "open",
    }  # fmt: skip


@pytest.fixture
def post(body: dict[str, Any]) -> Callable[..., Any]:
    client = Client(raise_request_exception=False)
    client.force_login(needs_officer())

    def send(key: str | None = "k-1") -> Any:
        return client.post(
            "/api/needs", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key} if key else {},
        )  # fmt: skip

    return send


def end_own_backend() -> None:
    """As a restart does to every connection, from another connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(**_address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@contextlib.contextmanager
def once_at(point: str, act: Callable[[], None]) -> Iterator[list[str]]:
    """``act`` at the first pass of ``point``."""
    passed: list[str] = []

    def hear(name: str) -> None:
        if name == point:
            passed.append(name)
            if len(passed) == 1:
                act()

    with points.watched(hear):
        yield passed


@postgres_only
@pytest.mark.fault(10)
@pytest.mark.parametrize("point", ["change.row_written", "once.before_commit"])
def test_a_restart_in_the_middle_is_tried_again_under_the_same_key(post: Any, point: str) -> None:
    with once_at(point, end_own_backend) as passed:
        answer = post()
    assert len(passed) >= 2, "the first attempt broke"
    assert answer.status_code == 201 and Need.objects.count() == 1
    assert post().content == answer.content


@postgres_only
@pytest.mark.fault(11)
def test_a_connection_that_drops_after_commit_is_answered_by_the_key(post: Any) -> None:
    """COMMIT reached the server, its answer did not reach us."""
    wrapper = type(connections["default"])
    real = wrapper._commit
    lost: list[bool] = []

    def commit(self: Any) -> Any:
        done = real(self)
        if not lost and SubmittedForm.objects.exists():
            lost.append(True)
            self.connection.close()
            raise psycopg.OperationalError("the connection is lost")
        return done

    wrapper._commit = commit
    try:
        answer = post()
    finally:
        wrapper._commit = real
    assert lost and Need.objects.count() == 1
    assert answer.status_code == 201 and answer["Idempotency-Replayed"] == "true"


@postgres_only
@pytest.mark.fault(10)
def test_without_a_key_the_caller_is_told_to_come_back(post: Any) -> None:
    with once_at("change.row_written", end_own_backend):
        answer = post(None)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer["Retry-After"]) > 0 and not Need.objects.exists()


@postgres_only
@pytest.mark.fault(12)
def test_two_who_wait_for_each_other_both_get_through(body: Any) -> None:
    """Made below the actions, which take rows in one order: the server ends one of the two, whose
    attempt is made again."""
    one, two = make_need(), make_need()
    meet = threading.Barrier(2, timeout=20)
    tries: list[str] = []

    def both(first: Need, second: Need, name: str) -> None:
        for attempt in range(contention.ATTEMPTS):
            tries.append(name)
            try:
                with connections["default"].cursor() as cursor:
                    cursor.execute("BEGIN")
                    for number, row in enumerate((first, second)):
                        cursor.execute("SELECT 1 FROM need WHERE id = %s FOR UPDATE", [row.pk])
                        if number == 0 and attempt == 0:
                            meet.wait()
                    cursor.execute("COMMIT")
                return
            except Exception as error:
                assert contention.again(error), error
                with connections["default"].cursor() as cursor:
                    cursor.execute("ROLLBACK")
                contention.rest(attempt)

    def run(*given: Any) -> None:
        try:
            both(*given)
        finally:
            connections["default"].close()

    sides = [
        threading.Thread(target=run, args=(one, two, "one")),
        threading.Thread(target=run, args=(two, one, "two")),
    ]
    for side in sides:
        side.start()
    for side in sides:
        side.join(30)
        assert not side.is_alive()
    assert len(tries) == 3, "one of the two was made again"


@postgres_only
@pytest.mark.fault(54)
def test_a_server_without_room_answers_one_moment(post: Any) -> None:
    """The database takes no connection any more: 503 with a time, then all is well."""
    client = Client(raise_request_exception=False)
    client.force_login(needs_officer())
    own = connections["default"]
    own.close()
    given = own.settings_dict
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = {"PORT": closed.getsockname()[1], "HOST": "127.0.0.1"}
        own.settings_dict = {**given, **away}
        try:
            page = client.get("/needs/")
        finally:
            own.close()
            own.settings_dict = given
    assert page.status_code == 503 and int(page["Retry-After"]) > 0
    assert "数据库" in page.content.decode()
    assert post().status_code == 201


@pytest.mark.fault(54)
def test_who_gets_no_turn_to_write_is_told_when_to_come_back(post: Any, body: Any) -> None:
    """A long writer holds the database: who waits too long gets 503, and is served afterwards."""
    hold, held = threading.Event(), threading.Event()

    def writer() -> None:
        own = connections["default"]
        try:
            with own.cursor() as cursor:
                if own.vendor == "postgresql":
                    cursor.execute("BEGIN")
                    cursor.execute("LOCK TABLE need IN EXCLUSIVE MODE")
                else:
                    cursor.execute("BEGIN IMMEDIATE")
                held.set()
                assert hold.wait(30)
                cursor.execute("ROLLBACK")
        finally:
            own.close()

    other = threading.Thread(target=writer)
    other.start()
    assert held.wait(20)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET lock_timeout = '300ms'")
        else:
            cursor.execute("PRAGMA busy_timeout = 300")
    refused = post()
    hold.set()
    other.join(30)
    assert (refused.status_code, refused.json()["code"]) == (503, "busy"), refused.content
    assert int(refused["Retry-After"]) > 0 and not Need.objects.exists()
    assert post().status_code == 201 and Need.objects.count() == 1


@postgres_only
@pytest.mark.fault(44)
def test_a_question_that_takes_too_long_is_ended_by_the_server(body: Any) -> None:
    """The page says so, and the connection serves the next one."""
    client = Client(raise_request_exception=False)
    client.force_login(needs_officer())
    blocker = psycopg.connect(**_address(), autocommit=False)
    blocker.execute("LOCK TABLE need IN ACCESS EXCLUSIVE MODE")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300ms'")
    page = client.get("/needs/")
    blocker.close()
    assert page.status_code == 503 and int(page["Retry-After"]) > 0
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")
    assert client.get("/needs/").status_code == 200


def _address() -> dict[str, Any]:
    given = connection.get_connection_params()
    known = ("dbname", "host", "port", "user", "password")
    return {k: given[k] for k in known if given.get(k)}
