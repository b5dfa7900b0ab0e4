"""Nothing is sent to an address inside a network, however it is written."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address
from typing import Any

import pytest

from cigu.config import env
from cigu.core.webhooks.addresses import AddressRefused, aim, check, choose, system_resolver

pytestmark = pytest.mark.fault(37)
INNER = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    str(IPv4Address(0)),
    "169.254.169.254", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1",
    "239.1.2.3", "240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "100::1", "3fff::1",
]  # fmt: skip
OUTER = ["1.1.1.1", "8.8.8.8", "223.5.5.5", "2400:3200::1", "2606:4700::1111", "::ffff:1.1.1.1"]
NEVER = [
    "169.254.169.254", "fe80::1", "224.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "168.63.129.16", "fd00:ec2::254", str(IPv4Address(0)), "::",
]  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        check(ip_address(address), named=False)


@pytest.mark.parametrize("address", OUTER)
def test_a_public_address_is_taken(address: str) -> None:
    check(ip_address(address), named=False)


@pytest.mark.parametrize("address", NEVER)
def test_some_are_refused_even_where_the_origin_is_named(address: str) -> None:
    check(ip_address("10.0.0.1"), named=True)
    check(ip_address("::1"), named=True)
    with pytest.raises(AddressRefused):
        check(ip_address(address), named=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://example.org:22/", "https:///x",
        "https://example.org:99999/", "https://user@example.org/", "https://u:p@example.org/",
        "https://example.org/#x", "https://example.org/a b", "https://example.org\\@127.0.0.1/",
        "https://example.org/\r\nHost: x", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
        "https://[::ffff:169.254.169.254]/", "file:///etc/passwd", "example.org", "",
    ],
)  # fmt: skip
def test_such_an_address_is_not_even_looked_up(url: str) -> None:
    with pytest.raises(AddressRefused):
        aim(url)


def test_an_ordinary_address_is_read() -> None:
    found = aim("https://Hooks.Example.org/a?b=c")
    assert (found.host, found.port, found.target) == ("hooks.example.org", 443, "/a?b=c")
    assert not found.named and aim("https://例子.example/").host == "xn--fsqu00a.example"


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused_after_resolution(host: str) -> None:
    with pytest.raises(AddressRefused):
        choose(aim(f"https://{host}/"), system_resolver)


@pytest.mark.parametrize(
    "answers", [[], ["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["fe80::1%eth0"], ["::ffff:127.0.0.1"]]
)
def test_one_inner_address_among_several_spoils_the_name(answers: list[str]) -> None:
    with pytest.raises(AddressRefused):
        choose(aim("https://hooks.example.org/"), lambda _host, _port: answers)


def test_only_the_named_origin_is_opened(settings: Any) -> None:
    settings.OUTBOUND_ALLOW = {"http://10.1.2.3:8080"}
    assert aim("http://10.1.2.3:8080/x").named
    for other in ("http://10.1.2.3:8081/", "https://10.1.2.3:8080/", "http://10.1.2.4:8080/"):
        with pytest.raises(AddressRefused):
            aim(other)


def test_the_setting_is_read_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_OUTBOUND_ALLOW", "https://Hooks.lan, http://[fd00::1]:8080")
    assert env.origins("CIGU_OUTBOUND_ALLOW") == {"https://hooks.lan:443", "http://[fd00::1]:8080"}
    for wrong in ("hooks.lan", "https://hooks.lan/x", "https://u@hooks.lan", "https://x:99999"):
        monkeypatch.setenv("CIGU_OUTBOUND_ALLOW", wrong)
        with pytest.raises(env.ImproperlyConfigured):
            env.origins("CIGU_OUTBOUND_ALLOW")
