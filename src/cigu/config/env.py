"""Read settings from the environment, strictly: a wrong value names its remedy."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("demo", "development", "production")


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: set one of {', '.join(allowed)}")
    return value


def flag(name: str, default: bool) -> bool:
    return choice(name, ("0", "1"), "1" if default else "0") == "1"


def words(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def number(name: str, default: int, least: int, most: int) -> int:
    value = os.environ.get(name, str(default)).strip()
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number from {least} to {most}")
    return int(value)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and ranges, such as ``127.0.0.1,10.0.0.0/28``."""
    if os.environ.get("CIGU_BEHIND_PROXY", "0") != "0":
        raise ImproperlyConfigured(
            f"CIGU_BEHIND_PROXY trusts whoever asks and is gone: name the proxy's address in {name}"
        )
    try:
        return [ip_network(value) for value in words(name, "")]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; use addresses or ranges") from None


def openid() -> dict[str, Any]:
    """One OpenID Connect provider, or none: all four values or nothing."""
    names = ("CIGU_OIDC_ISSUER", "CIGU_OIDC_CLIENT", "CIGU_OIDC_SECRET")
    issuer, client, secret = (os.environ.get(name, "").strip() for name in names)
    if not (issuer or client or secret):
        return {}
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(f"OpenID Connect: also set {', '.join(missing)}")
    if not _is_safe(issuer):
        raise ImproperlyConfigured(
            f"CIGU_OIDC_ISSUER={issuer!r}: give an https address; what it answers is believed"
            " because the connection to it is"
        )
    app = {
        "provider_id": "oidc", "name": os.environ.get("CIGU_OIDC_NAME", "OpenID Connect"),
        "client_id": client, "secret": secret, "settings": {"server_url": issuer},
    }  # fmt: skip
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def openid_origins() -> list[str]:
    """Where the sign-in form may lead: browsers hold ``form-action`` against redirects too."""
    parts = urlsplit(os.environ.get("CIGU_OIDC_ISSUER", "").strip())
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    on_this_machine = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)


def word(name: str, default: str) -> str:
    """One word: it stands in a line of its own in what others read."""
    value = os.environ.get(name, default).strip()
    if not value or len(value.split()) > 1 or "+" in value:
        raise ImproperlyConfigured(f"{name}={value!r}: use a name without spaces and plus signs")
    return value


def data_folder(default: Path) -> Path:
    folder = Path(os.environ.get("CIGU_DATA", default)).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def place(name: str, default: Path) -> Path:
    """A folder that is made where it is first used."""
    return Path(os.environ.get(name, default)).resolve()


def optional_place(name: str) -> Path | None:
    value = os.environ.get(name, "").strip()
    return Path(value).resolve() if value else None


def whole(name: str, default: int) -> int:
    value = os.environ.get(name, str(default)).strip()
    if not value.isdecimal() or not 0 < int(value) < 100_000:
        raise ImproperlyConfigured(f"{name}={value!r}: give a whole number above 0")
    return int(value)


def clock(name: str, default: str) -> time:
    value = os.environ.get(name, default).strip()
    try:
        return datetime.strptime(value, "%H:%M").time()
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: give a time such as 02:30") from None


def secret_key(folder: Path, mode: str) -> str:
    """From the environment; outside production a key file is made at first use."""
    given = os.environ.get("CIGU_SECRET_KEY", "")
    if given:
        return given
    if mode == "production":
        raise ImproperlyConfigured(
            "CIGU_SECRET_KEY is not set: put 50 random characters into the environment"
        )
    return _kept_key(folder / "secret.key")


def _kept_key(path: Path) -> str:
    """Made whole beside its place and linked into it: two first starts agree on one key."""
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent)  # readable by the owner only
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        os.unlink(name)
    return path.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """``CIGU_DATABASE``: empty for SQLite in the data folder, or ``postgres://user@host/name``."""
    value = os.environ.get("CIGU_DATABASE", "")
    if value.startswith(("postgres://", "postgresql://")):
        return _postgres(value)
    if "://" in value:
        raise ImproperlyConfigured(
            f"CIGU_DATABASE={value!r}: use postgres://user:password@host:port/name, or a file path"
        )
    return _sqlite(Path(value) if value else folder / "cigu.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "cigu.core.database.sqlite",
        "NAME": str(path),
        # a file of its own: a name in memory would be lost to parallel test workers
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA cache_size=-64000;",
        },
    }


def _postgres(value: str) -> dict[str, Any]:
    parts = urlsplit(value)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "cigu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
        },
    }
