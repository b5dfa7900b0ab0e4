"""Who asks, for whom, and how it came: believed only from the proxies that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

Address = IPv4Address | IPv6Address
SCHEME = "CIGU_SCHEME"  # no header of a request can be called so: those begin with HTTP_
CLAIMS = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_SSL", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP",
)  # fmt: skip
PROGRAMS = ("/api/", "/calendar/")  # where programs ask, with a key that must not go in the clear


class TrustedProxyMiddleware:
    """Stands first: what comes after sees the sender's own address, or the one that a trusted
    proxy vouches for, and no claim of anybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        claims = {name: str(request.META.pop(name)) for name in CLAIMS if name in request.META}
        sender = _address(request.META.get("REMOTE_ADDR"))
        if sender is not None and trusted(sender):
            sender = client(claims.get("HTTP_X_FORWARDED_FOR", ""), sender)
            request.META[SCHEME] = claims.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
        if sender is not None:
            request.META["REMOTE_ADDR"] = str(sender)
        return self.get_response(request)


class EncryptedMiddleware:
    """A browser that comes in the clear is led to HTTPS; a program is refused, so that it does not
    go on sending its key in the clear and being led on unseen (ASVS 4.1.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        plain = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if plain and request.path.startswith(PROGRAMS):
            words = _("Ask by HTTPS. A key that was sent in the clear is known: revoke it.")
            told = {"code": "in_the_clear", "message": words, "field": None, "value": None}
            return JsonResponse({**told, "remedy": ""}, status=403)
        return self.get_response(request)


def trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def client(chain: str, sender: Address) -> Address:
    """From the right: each proxy adds whom it saw, so the first that is not ours is the client.
    What stands further left was written by the client itself."""
    for word in reversed(chain.split(",")):
        seen = _address(word)
        if seen is None:
            break
        sender = seen
        if not trusted(seen):
            break
    return sender


def _address(text: str | None) -> Address | None:
    try:
        found = ip_address((text or "").strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
