"""What a sender claims about its address, TLS and host is believed from named proxies only."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, _wait, copy_of, demo_year, environment
from tests.flows.visitors import Visitor

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
FORGED = "203.0.113.77"


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(data: Path, **settings: str) -> Iterator[str]:
    number = port()
    server = subprocess.Popen(
        [sys.executable, "-m", "cigu.faces.cli", "serve", "--port", str(number), "--no-worker"],
        env={**environment(data), **settings}, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{number}", server)
        yield f"http://127.0.0.1:{number}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def came_from(data: Path) -> str:
    query = "select address from audit_leaf where verb = 'access.sign_in' order by id desc limit 1"
    with sqlite3.connect(data / "cigu.sqlite3", timeout=20) as db:
        return str(db.execute(query).fetchone()[0])


def claiming(url: str, **headers: str) -> Visitor:
    visitor = Visitor(url)
    visitor.opener.addheaders = [(name.replace("_", "-"), text) for name, text in headers.items()]
    return visitor


def status_for_host(url: str, host: str) -> int:
    link = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    with contextlib.closing(link):
        link.request("GET", "/account/login/", headers={"Host": host})
        return link.getresponse().status


@pytest.mark.fault(47)
@pytest.mark.parametrize(("proxies", "address"), [
    ("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.1", "198.51.100.9"),
])  # fmt: skip
def test_an_address_is_believed_from_a_named_proxy_only(
    demo_year: Path, tmp_path: Path, proxies: str, address: str
) -> None:
    """The client writes the left part of the chain; what the proxy saw stands at its right end."""
    data = copy_of(demo_year, tmp_path)
    with served(data, CIGU_TRUSTED_PROXIES=proxies) as url:
        visitor = claiming(
            url, X_Forwarded_For=f"{FORGED}, 198.51.100.9", X_Real_IP=FORGED,
            Forwarded=f"for={FORGED}",
        )  # fmt: skip
        visitor._sign_in("leader")
        assert came_from(data) == address
        assert status_for_host(url, "evil.example") == 400
        page = claiming(url, X_Forwarded_Host="evil.example").get("/account/")
        assert "evil.example" not in str(page.headers) + page.text


@pytest.mark.fault(47)
@pytest.mark.parametrize(("proxies", "status"), [("", 301), ("127.0.0.1", 200)])
def test_tls_is_believed_from_a_named_proxy_only(tmp_path: Path, proxies: str, status: int) -> None:
    """In production, where cookies bear the prefix that binds them to host and TLS."""
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "call_command('collectstatic', interactive=False, verbosity=0)\n"
        "a = Client(headers={'x-forwarded-proto': 'https'}).get('/account/login/')\n"
        "print(a.status_code, sorted(a.cookies))\n"
    )
    known = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**known, "CIGU_MODE": "production", "CIGU_DATA": str(tmp_path),
             "CIGU_SECRET_KEY": "x" * 60, "CIGU_HOSTS": "testserver",
             "CIGU_TRUSTED_PROXIES": proxies, "PYTHONWARNINGS": "ignore",
             "DJANGO_SETTINGS_MODULE": "cigu.config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    cookies = "['__Host-csrf']" if status == 200 else "[]"
    assert done.stdout.strip().splitlines()[-1] == f"{status} {cookies}"


@pytest.mark.parametrize("name", ["CIGU_BEHIND_PROXY", "CIGU_TRUSTED_PROXIES"])
def test_a_setting_that_trusts_everybody_stops_the_start(tmp_path: Path, name: str) -> None:
    value = {"CIGU_BEHIND_PROXY": "1", "CIGU_TRUSTED_PROXIES": "everybody"}[name]
    done = subprocess.run(
        [sys.executable, "-c", "import cigu.config.settings"], cwd=ROOT, capture_output=True,
        text=True, check=False, env={**environment(tmp_path), name: value},
    )  # fmt: skip
    assert done.returncode != 0 and "CIGU_TRUSTED_PROXIES" in done.stderr
