"""The technical log can be read by machines and cannot be forged by a value."""

from __future__ import annotations

import json
import logging
import sys

from cigu.core.audit import context
from cigu.core.audit.loglines import LogLines


def line(message: str, *args: object, **more: object) -> str:
    record = logging.LogRecord("cigu.test", logging.WARNING, __file__, 1, message, args, None)
    record.__dict__.update(more)
    return LogLines().format(record)


def test_a_line_break_in_a_value_makes_no_second_line():
    written = line("not found: %s", "/needs/\n2024-06-14 CRITICAL all is well")
    assert "\n" not in written
    assert json.loads(written)["message"].endswith("CRITICAL all is well")


def test_a_line_says_when_how_bad_where_and_in_which_request():
    token = context.request.set(context.Request(id="r-1", session="s-1", address="192.0.2.1"))
    try:
        read = json.loads(line("refused"))
    finally:
        context.request.reset(token)
    assert read["timestamp"].endswith("+00:00")
    assert (read["level"], read["logger"], read["message"]) == ("WARNING", "cigu.test", "refused")
    assert (read["request"], read["session"], read["address"]) == ("r-1", "s-1", "192.0.2.1")


def test_the_request_that_django_hangs_on_its_entries_is_left_out():
    read = json.loads(line("Not Found", request="<WSGIRequest: GET '/?phone=13800000000'>"))
    assert "13800000000" not in json.dumps(read)


def test_a_fault_keeps_its_traceback_in_one_line():
    try:
        raise ValueError("broken\nhere")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "x", None, sys.exc_info())
    written = LogLines().format(record)
    assert "\n" not in written
    assert "ValueError: broken" in json.loads(written)["exception"]
