"""Where the site may send: public addresses by https, and what CIGU_OUTBOUND_ALLOW names.

A name is resolved once; every address it has must be allowed, and the connection goes to one of
those, so that a name cannot mean something else a moment later.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

PORTS = (443, 8443)
DEFAULT = {"https": 443, "http": 80}
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
# Carriers of an IPv4 address in the low bits: mapped, compatible, NAT64.
CARRIERS = [ip_network(n) for n in ("::ffff:0:0/96", "::/96", "64:ff9b::/96")]
# Python counts these as global, or did in some version.
CLOSED = [
    ip_network(n)
    for n in (
        "64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
        "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100::/64",
    )
]  # fmt: skip
# Where clouds answer questions about the machine itself: never, even if somebody names it.
METADATA = [
    ip_network(n) for n in ("168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::/32")
]  # fmt: skip


class AddressRefused(CiguError):
    def __init__(self, message: str) -> None:
        super().__init__("address_refused", message, field="url")


@dataclass(frozen=True)
class Aim:
    scheme: str
    host: str
    port: int
    target: str  # path and query, as the request line says them
    named: bool  # an administrator named this origin: its address may be an inner one

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def aim(url: str) -> Aim:
    """Read an address strictly; nothing is looked up yet."""
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    found = Aim(parts.scheme, _ascii(host), port, _target(parts), False)
    if found.origin in _named():
        return Aim(found.scheme, found.host, found.port, found.target, True)
    if found.scheme != "https":
        raise AddressRefused(_("Give an address that begins with https://."))
    if found.port not in PORTS:
        raise AddressRefused(_("Only ports 443 and 8443 are sent to."))
    literal = _literal(found.host)
    if literal is not None:
        check(literal, named=False)
    return found


def choose(found: Aim, resolve: Resolve) -> str:
    """The address to connect to. All addresses of the name are looked at: one bad, all refused."""
    answers = resolve(found.host, found.port)
    if not answers:
        raise AddressRefused(_("This name has no address."))
    for answer in answers:
        check(ip_address(answer.partition("%")[0]), named=found.named)
    return answers[0]


def check(address: Address, *, named: bool) -> None:
    inner = _carried(address)
    if inner is not None and inner != address:
        check(inner, named=named)
        return
    never = (
        address.is_link_local or address.is_multicast or address.is_unspecified
        or _within(address, METADATA)
    )  # fmt: skip
    open_to_all = address.is_global and not address.is_reserved and not _within(address, CLOSED)
    if never or not (open_to_all or named):
        raise AddressRefused(_("This address lies inside a network that nothing is sent to."))


def system_resolver(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _split(url: str) -> tuple[SplitResult, int]:
    unclean = any(ord(sign) < 33 or ord(sign) == 127 or sign == "\\" for sign in url)
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if unclean or not parts.hostname or port == 0 or parts.scheme not in DEFAULT:
        raise AddressRefused(_("Give an address such as https://example.org/hook."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("The address must hold no user name, password or #."))
    return parts, port


def _target(parts: SplitResult) -> str:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise AddressRefused(_("Write other signs than ASCII in the path as %XX."))
    return target


def _ascii(host: str) -> str:
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise AddressRefused(_("Give an address such as https://example.org/hook.")) from None


def _named() -> set[str]:
    return set(settings.OUTBOUND_ALLOW)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _carried(address: Address) -> Address | None:
    """The IPv4 address inside an IPv6 one, if the network would take it for that."""
    if isinstance(address, IPv6Address) and _within(address, CARRIERS) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _within(address: Address, networks: Iterable[object]) -> bool:
    return any(address in network for network in networks)  # type: ignore[operator]
