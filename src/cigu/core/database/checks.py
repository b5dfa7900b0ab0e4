"""What a deployment is told before it goes into use."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.core.checks import Warning as Warned
from django.db import connection

SURE = ("verify-ca", "verify-full")


def way_is_encrypted(**_kwargs: Any) -> list[Warned]:
    """Passwords and personal data cross the network to a database on another machine."""
    host = str(connection.settings_dict.get("HOST") or "")
    mode = connection.settings_dict.get("OPTIONS", {}).get("sslmode")
    if connection.vendor != "postgresql" or _is_here(host) or mode in SURE:
        return []
    return [
        Warned(
            f"CIGU_DATABASE reaches {host} without checking who answers there.",
            hint="Add ?sslmode=verify-full&sslrootcert=/path/to/ca.pem to the address.",
            id="cigu.database_way",
        )
    ]


def _is_here(host: str) -> bool:
    """A socket or this machine."""
    if host in ("", "localhost") or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
