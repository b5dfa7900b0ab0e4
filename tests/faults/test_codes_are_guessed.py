"""Codes of the second factor guessed at two server processes in turn: they count together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import PASSWORD, ROOT, copy_of, demo_year, environment
from tests.flows.visitors import Visitor

from .test_forged_headers import served

__all__ = ["demo_year"]
pytestmark = pytest.mark.served
SET_UP = """
from cigu.faces.cli.site import start
start()
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cigu.core.access.models import User
secret = generate_totp_secret()
TOTP.activate(User.objects.get(username="leader"), secret)
print(secret)
"""
CODE = """
import sys, time
from cigu.faces.cli.site import start
start()
from allauth.mfa.totp.internal import auth
print(auth.format_hotp_value(auth.hotp_value(sys.argv[1], int(time.time()) // 30)))
"""


def ran(data: Path, program: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment(data), cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


def half_in(url: str) -> Visitor:
    """Past the password, before the code."""
    visitor = Visitor(url)
    answer = visitor.post("/account/login/", {"login": "leader", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/factor/code/"
    return visitor


@pytest.mark.fault(46)
def test_two_processes_count_wrong_codes_together(demo_year: Path, tmp_path: Path) -> None:
    data = copy_of(demo_year, tmp_path)
    secret = ran(data, SET_UP)
    with served(data) as one, served(data) as two:
        visitors = [half_in(one), half_in(two)]
        for number in range(5):
            visitors[number % 2].post("/account/factor/code/", {"code": f"00000{number}"})
        for visitor in visitors:
            right = ran(data, CODE, secret)
            answer = visitor.post("/account/factor/code/", {"code": right})
            assert answer.status == 200 and "次数过多" in answer.text
            assert visitor.get("/account/").status == 302
