"""The request itself: pinned, without redirect, with an end to its time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cigu.core.webhooks.addresses import AddressRefused
from cigu.core.webhooks.sender import NotReached, post

from .servers import Receiver, certificate, mute, receiver


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    with receiver() as found:
        settings.OUTBOUND_ALLOW = {f"http://127.0.0.1:{found.port}"}
        yield found


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def test_what_is_sent_arrives_as_it_was(there: Receiver) -> None:
    body = '{"名": 1}'.encode()
    assert post(there.url(), {"webhook-id": "a"}, body) == 200
    (got,) = there.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?a=1", body, "a")
    assert got.headers["host"] == f"127.0.0.1:{there.port}"
    assert got.headers["content-type"] == "application/json"


@pytest.mark.fault(37)
def test_without_being_named_this_machine_is_not_reached(there: Receiver, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = set()
    for host in ("127.0.0.1", "localhost", "[::1]"):
        with pytest.raises(AddressRefused):
            post(there.url(host), {}, b"")
    with pytest.raises(AddressRefused):
        post("https://hooks.example.org/", {}, b"", resolve=here)
    assert there.got == []


@pytest.mark.fault(37)
def test_a_name_that_changes_its_mind_is_asked_once(there: Receiver, settings: Any) -> None:
    """Rebinding: public when it is checked, inside when it is connected to."""
    asked: list[str] = []

    def rebinds(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    settings.OUTBOUND_ALLOW = {f"http://hooks.example:{there.port}"}
    assert post(there.url("hooks.example"), {}, b"", resolve=rebinds) == 200
    assert asked == ["hooks.example"], "the connection went to the address that was checked"
    assert there.got[0].headers["host"] == f"hooks.example:{there.port}"
    with pytest.raises(AddressRefused):
        post(there.url("hooks.example"), {}, b"", resolve=rebinds)
    assert len(there.got) == 1


@pytest.mark.fault(37)
def test_a_redirect_is_an_answer_and_not_followed(there: Receiver, settings: Any) -> None:
    with receiver() as inner:
        there.status, there.location = 302, inner.url()
        assert post(there.url(), {}, b"") == 302
        assert len(there.got) == 1 and inner.got == []


@pytest.mark.fault(37)
def test_the_environment_names_no_proxy(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert post(there.url(), {}, b"") == 200 and proxy.got == []


def test_headers_are_not_torn_open(there: Receiver) -> None:
    with pytest.raises(ValueError, match="Invalid header"):
        post(there.url(), {"webhook-id": "a\r\nX-More: 1"}, b"")
    assert there.got == []


@pytest.mark.fault(36)
@pytest.mark.parametrize(
    "answer", [(b"", b""), (b"", b"x"), (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x")]
)
def test_who_hangs_or_trickles_is_left_in_time(answer: tuple[bytes, bytes], settings: Any) -> None:
    """Each byte comes long before a timeout of the socket: only the deadline ends it."""
    with mute(*answer) as port:
        settings.OUTBOUND_ALLOW = {f"http://127.0.0.1:{port}"}
        with pytest.raises(NotReached, match="TimeoutError"):
            post(f"http://127.0.0.1:{port}/", {}, b"", whole=0.3)


@pytest.mark.fault(36)
@pytest.mark.parametrize("answer", [(b"", b""), (b"\x16\x03\x03\x3f\xff", b"\x02")])
def test_who_hangs_or_trickles_in_the_handshake_is_left_too(
    answer: tuple[bytes, bytes], settings: Any
) -> None:
    with mute(*answer) as port:
        settings.OUTBOUND_ALLOW = {f"https://127.0.0.1:{port}"}
        with pytest.raises(NotReached, match="TimeoutError"):
            post(f"https://127.0.0.1:{port}/", {}, b"", whole=0.3)


def test_nobody_there_is_told(settings: Any) -> None:
    with mute() as port:
        pass
    settings.OUTBOUND_ALLOW = {f"http://127.0.0.1:{port}"}
    with pytest.raises(NotReached, match="Refused"):
        post(f"http://127.0.0.1:{port}/", {}, b"")


def test_by_tls_the_name_is_checked_wherever_it_leads(tmp_path: Path, settings: Any) -> None:
    pem = certificate(tmp_path, "hooks.example")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    names: list[str | None] = []
    serving.sni_callback = lambda _sock, name, _context: names.append(name)
    trust = ssl.create_default_context(cafile=str(pem))
    with receiver(serving) as there:
        hosts = ("hooks.example", "other.example")
        settings.OUTBOUND_ALLOW = {f"https://{host}:{there.port}" for host in hosts}
        url = there.url("hooks.example", "https")
        assert post(url, {}, b"", resolve=here, trust=trust) == 200
        assert names == ["hooks.example"]
        with pytest.raises(NotReached, match="CERTIFICATE_VERIFY_FAILED"):
            post(there.url("other.example", "https"), {}, b"", resolve=here, trust=trust)
        with pytest.raises(NotReached, match="CERTIFICATE_VERIFY_FAILED"):
            post(url, {}, b"", resolve=here)
    assert len(there.got) == 1
