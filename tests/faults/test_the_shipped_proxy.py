"""docs/how-to/nginx.conf as it stands: TLS of today only, programs refused in the clear, and one
view of where a message ends, before the server that `cigu serve` runs."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cigu.core.webhooks.tests.servers import certificate
from tests.flows.conftest import ROOT

SHIPPED = ROOT / "docs/how-to/nginx.conf"
NAME = "cigu.example"
PATIENCE = 60
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {ours}
}}
"""
SERVE = """
import sys
from pathlib import Path
from cigu.faces.cli.serve import Certificate, server
own = Certificate(Path(sys.argv[2]), Path(sys.argv[2])) if len(sys.argv) > 2 else None
server("tests.faults.plain_app:application", "127.0.0.1", int(sys.argv[1]), 1, own).serve()
"""


@dataclass(frozen=True)
class Proxied:
    plain: int
    secure: int
    authority: Path


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def arrived(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        else:
            return


@contextmanager
def started(port: int, *words: object) -> Iterator[None]:
    process = subprocess.Popen([str(word) for word in words], cwd=ROOT)
    try:
        arrived(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    tool = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if tool is None:
        pytest.skip("no nginx here; on Debian: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("proxy")
    file = certificate(folder, NAME)
    site, plain, secure = free(), free(), free()
    ours = changed(
        SHIPPED.read_text(encoding="utf-8"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("/etc/cigu/certificate.pem", str(file)), ("/etc/cigu/certificate.key", str(file)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{site}"),
    )  # fmt: skip
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, ours=ours))
    proxy = (tool, "-c", folder / "nginx.conf", "-e", folder / "error.log")
    with started(site, sys.executable, "-c", SERVE, site), started(secure, *proxy):
        yield Proxied(plain, secure, file)


def trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


def told(link: socket.socket, raw: bytes) -> bytes:
    """Everything that comes back until the other side ends."""
    link.sendall(raw)
    got = b""
    with link:
        link.settimeout(PATIENCE)
        while piece := link.recv(65536):
            got += piece
    return got


def through(proxied: Proxied, raw: bytes) -> bytes:
    link = socket.create_connection(("127.0.0.1", proxied.secure), PATIENCE)
    return told(trusting(proxied.authority).wrap_socket(link, server_hostname=NAME), raw)


def in_the_clear(proxied: Proxied, path: str) -> bytes:
    raw = f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()
    return told(socket.create_connection(("127.0.0.1", proxied.plain), PATIENCE), raw)


def shaken(proxied: Proxied, context: ssl.SSLContext) -> ssl.SSLSocket:
    link = socket.create_connection(("127.0.0.1", proxied.secure), PATIENCE)
    with context.wrap_socket(link, server_hostname=NAME) as done:
        done.do_handshake()
    return done


@pytest.mark.served
@pytest.mark.parametrize("path", ["/api/needs", "/calendar/abc.ics"])
def test_programs_in_the_clear_are_refused_and_not_led_on(proxied: Proxied, path: str) -> None:
    answer = in_the_clear(proxied, path)
    assert answer.startswith(b"HTTP/1.1 403") and b"Location" not in answer


@pytest.mark.served
def test_people_in_the_clear_are_led_to_https(proxied: Proxied) -> None:
    answer = in_the_clear(proxied, "/needs/?q=1")
    assert answer.startswith(b"HTTP/1.1 308")
    assert f"Location: https://{NAME}/needs/?q=1\r\n".encode() in answer


@pytest.mark.served
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_of_today_is_spoken(proxied: Proxied, version: ssl.TLSVersion) -> None:
    context = trusting(proxied.authority)
    context.minimum_version = context.maximum_version = version
    assert shaken(proxied, context)


@pytest.mark.served
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_tls_of_yesterday_is_not(proxied: Proxied, version: ssl.TLSVersion) -> None:
    context = trusting(proxied.authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with pytest.raises((ssl.SSLError, ConnectionError)):
        shaken(proxied, context)


@pytest.mark.served
def test_weak_suites_are_not_taken_and_the_strongest_goes_first(proxied: Proxied) -> None:
    weak = trusting(proxied.authority)
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("ALL:!AESGCM:!CHACHA20:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        shaken(proxied, weak)
    mixed = trusting(proxied.authority)
    mixed.maximum_version = ssl.TLSVersion.TLSv1_2
    mixed.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384")
    link = socket.create_connection(("127.0.0.1", proxied.secure), PATIENCE)
    with mixed.wrap_socket(link, server_hostname=NAME) as done:
        assert done.cipher() is not None
        assert done.cipher()[0] == "ECDHE-ECDSA-AES256-GCM-SHA384"  # type: ignore[index]


HEAD = f"POST /first HTTP/1.1\r\nHost: {NAME}\r\n".encode()
HIDDEN = f"GET /hidden HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)
AFTER = f"GET /after HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()
DOUBTFUL = {
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + CHUNKED,
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a list of lengths": b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a length with a sign": b"Content-Length: +%d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKED,
    "an encoding of its own": b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED,
    "two encodings": b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED,
    "a folded header": b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKED,
    "a length of a chunk that is none": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + HIDDEN,
    "a chunk without an end": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + HIDDEN,
}


@pytest.mark.served
@pytest.mark.parametrize("doubt", DOUBTFUL)
def test_a_message_with_two_ends_is_no_message(proxied: Proxied, doubt: str) -> None:
    answer = through(proxied, HEAD + DOUBTFUL[doubt] + AFTER)
    assert re.match(rb"HTTP/1.1 (400|501|413)", answer), answer[:200]
    assert b"GET /hidden" not in answer and b"/after" not in answer, "what follows is not read"


@pytest.mark.served
@pytest.mark.parametrize(
    "body",
    [b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
     b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED],
    ids=["by its length", "in chunks"],
)  # fmt: skip
def test_a_request_inside_a_body_stays_a_body(proxied: Proxied, body: bytes) -> None:
    answer = through(proxied, HEAD + body + AFTER)
    assert answer.count(b"HTTP/1.1 200") == 2
    assert f"POST /first {HIDDEN!r}".encode() in answer and b"GET /after b''" in answer


@pytest.mark.served
def test_the_site_itself_speaks_tls_where_the_proxy_is_elsewhere(tmp_path: Path) -> None:
    file, port = certificate(tmp_path, NAME), free()
    with started(port, sys.executable, "-c", SERVE, port, file):
        for version, spoken in ((ssl.TLSVersion.TLSv1_3, True), (None, False)):
            link = socket.create_connection(("127.0.0.1", port), PATIENCE)
            if version is not None:
                context = trusting(file)
                link = context.wrap_socket(link, server_hostname=NAME)
            try:
                answer = told(link, AFTER)
            except ConnectionError:
                answer = b""
            assert (b"GET /after" in answer) is spoken
