"""The lock between SQLite's writers: exclusive, fair, given back on every way out."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.transaction import atomic
from django.db.utils import ConnectionHandler

from cigu.core.database.sqlite.lock import WriteLock

FORK = multiprocessing.get_context("fork")


def free(path: str) -> bool:
    with open(path, "ab") as other:
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "db.lock")


def test_two_handles_exclude_each_other_and_one_may_ask_twice(path: str) -> None:
    lock = WriteLock(path, 1)
    lock.acquire()
    lock.acquire()
    assert not free(path)
    lock.release()
    assert free(path)
    lock.close()


def test_closing_gives_the_lock_back(path: str) -> None:
    lock = WriteLock(path, 1)
    lock.acquire()
    lock.close()
    lock.close()
    assert free(path) and not lock.held
    lock.acquire()
    assert not free(path)
    lock.close()


def test_who_gave_up_waiting_does_not_keep_the_lock(path: str) -> None:
    holder, late = WriteLock(path, 1), WriteLock(path, 0.05)
    holder.acquire()
    with pytest.raises(OperationalError, match="busy"):
        late.acquire()
    holder.release()
    for _turn in range(100):
        if free(path):
            break
        time.sleep(0.01)
    late.timeout = 1
    late.acquire()
    assert late.held and not free(path)
    late.close()
    holder.close()


def test_a_waiting_writer_comes_when_the_lock_is_released(path: str) -> None:
    first, second = WriteLock(path, 5), WriteLock(path, 5)
    first.acquire()
    threading.Timer(0.1, first.release).start()
    second.acquire()
    assert second.held and not free(path)
    second.close()
    first.close()


def _in_child(lock: WriteLock, path: str, out: Any) -> None:
    out.put(("held", lock._pid == os.getpid() and lock.held))
    lock.timeout = 0.05
    try:
        lock.acquire()
        out.put(("acquired", True))
    except OperationalError:
        out.put(("acquired", False))
    lock.close()


def test_a_forked_child_neither_holds_nor_releases_its_parents_lock(path: str) -> None:
    lock, out = WriteLock(path, 1), FORK.Queue()
    lock.acquire()
    child = FORK.Process(target=_in_child, args=(lock, path, out))
    child.start()
    assert [out.get(timeout=5), out.get(timeout=5)] == [("held", False), ("acquired", False)]
    child.join()
    assert lock.held and not free(path)
    lock.close()


def _hold_for_ever(path: str, ready: Any) -> None:
    WriteLock(path, 1).acquire()
    lock = WriteLock(path + "2", 1)
    lock.acquire()
    ready.set()
    time.sleep(60)


def test_a_killed_holder_frees_the_lock(path: str) -> None:
    ready = FORK.Event()
    child = FORK.Process(target=_hold_for_ever, args=(path, ready))
    child.start()
    assert ready.wait(5) and not free(path + "2")
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join()
    assert free(path + "2")


@pytest.fixture
def two(tmp_path: Path, django_db_blocker: Any) -> Iterator[tuple[Any, Any]]:
    """Two connections on one file, called "one" and "other"."""
    database = {
        "ENGINE": "cigu.core.database.sqlite",
        "NAME": str(tmp_path / "two.sqlite3"),
        "OPTIONS": {"timeout": 0.2, "transaction_mode": "IMMEDIATE"},
    }
    full = ConnectionHandler({"default": database}).settings["default"]
    names = ("one", "other")
    connections.settings.update({name: {**full} for name in names})
    with django_db_blocker.unblock():
        yield connections["one"], connections["other"]
        for name in names:
            connections[name].close()
            del connections[name], connections.settings[name]


def held(connection: Any) -> bool:
    return bool(connection._write_lock and connection._write_lock.held)


def test_the_lock_lasts_as_long_as_the_outermost_block(two: tuple[Any, Any]) -> None:
    one, _other = two
    with atomic("one"):
        with atomic("one"):
            assert held(one)
        with pytest.raises(ZeroDivisionError), atomic("one"):
            raise ZeroDivisionError
        assert held(one)
    assert not held(one)
    with pytest.raises(ZeroDivisionError), atomic("one"):
        raise ZeroDivisionError
    assert not held(one)


def test_a_failed_begin_gives_the_lock_back(two: tuple[Any, Any]) -> None:
    one, other = two
    other.cursor().execute("BEGIN IMMEDIATE")  # somebody who knows nothing of the lock
    with pytest.raises(OperationalError), atomic("one"):
        pytest.fail("no turn was had")
    assert not held(one) and one.get_autocommit()
    other.cursor().execute("ROLLBACK")
    with atomic("one"):
        one.cursor().execute("CREATE TABLE t (i)")


def test_closing_inside_a_block_undoes_it_and_gives_the_lock_back(two: tuple[Any, Any]) -> None:
    one, other = two
    with atomic("one"):
        one.cursor().execute("CREATE TABLE t (i)")
        one.close()
        assert one._write_lock is None
    with atomic("other"):
        other.cursor().execute("CREATE TABLE t (i)")


def test_a_busy_database_is_told_within_the_timeout(two: tuple[Any, Any]) -> None:
    one, other = two
    with atomic("one"):
        asked = time.monotonic()
        with pytest.raises(OperationalError, match="busy"), atomic("other"):
            pytest.fail("no turn was had")
        assert time.monotonic() - asked > 0.1  # it waited for its time-out
    assert not held(one) and not held(other)
    with atomic("other"):
        assert held(other)


def test_reading_outside_a_block_takes_no_lock(two: tuple[Any, Any]) -> None:
    _one, other = two
    with atomic("one"):
        other.cursor().execute("SELECT 1").fetchone()
        assert not held(other)


def test_memory_needs_no_lock() -> None:
    database = {"ENGINE": "cigu.core.database.sqlite", "NAME": ":memory:"}
    connection = ConnectionHandler({"default": database})["default"]
    assert connection._lock() is None
