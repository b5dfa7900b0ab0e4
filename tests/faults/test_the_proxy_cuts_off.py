"""The proxy as the how-to sets it: bodies that trickle in wait there, and those that stop end."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cigu.core.ui.seats import SEATS, THREADS
from tests.flows.conftest import ROOT, copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Running, running
from .test_slow_senders import DOOR, PATIENCE, answered, half_a_form

pytestmark = [pytest.mark.served, pytest.mark.fault(16)]

__all__ = ["demo_year"]
HOW_TO = ROOT / "docs/how-to/run-in-production.md"
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {ours}
    server {{ listen 127.0.0.1:{port}; {place} }}
}}
"""


def settings_of_the_how_to(site: str) -> tuple[str, str]:
    """What stands in the document, word for word, but for the address of the site."""
    found = re.search(r"```nginx\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert found
    ours, _gap, place = found[1].partition("location")
    assert "proxy_pass http://127.0.0.1:8000;" in place
    return ours, "location" + place.replace("http://127.0.0.1:8000", site)


@pytest.fixture(scope="module")
def proxied(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The site as people reach it: through the proxy."""
    tool = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if tool is None:
        pytest.skip("no nginx here; on Debian: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("proxy")
    data = copy_of(demo_year, folder / "data")
    with running(data, "--no-worker") as site, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        ours, place = settings_of_the_how_to(site.url)
        text = AROUND.format(folder=folder, ours=ours, place=place, port=port)
        (folder / "nginx.conf").write_text(text)
        proxy = subprocess.Popen([tool, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
        try:
            yield Running(_answering(f"http://127.0.0.1:{port}", folder), site.data, site.server)
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


def _answering(url: str, folder: Path) -> str:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            assert Visitor(url).get(DOOR).status == 200
        except OSError:
            assert time.monotonic() < until, (folder / "error.log").read_text()
            time.sleep(0.1)
        else:
            return url


def test_bodies_that_trickle_in_wait_at_the_proxy(proxied: Running) -> None:
    visitor = Visitor(proxied.url)
    slow = [half_a_form(proxied, visitor.token()) for _ in range(4 * THREADS)]
    for _page in range(2 * THREADS):
        assert visitor.get(DOOR).status == 200, "pages are there for everybody else"
    for _form in range(2 * SEATS):
        for link in slow:
            link.sendall(b"x")  # still sending, and still far from done
        assert visitor.post(DOOR, {"login": "x"}).status == 200, "no seat of the site is held"
    told = answered(slow, len(slow))
    assert len(told) == len(slow), "who stops is cut off"
    assert set(told) <= {b"", b"HTTP/1.1 408"}
    for link in slow:
        link.close()
