"""Read settings from the environment, strictly: a wrong value names its remedy."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("demo", "development", "production")
SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: set one of {', '.join(allowed)}")
    return value


def digest(name: str, default: str) -> str:
    """A hash that leaves and trees may be made with, and that this machine has."""
    value = choice(name, ("sha256", "sm3"), default)
    try:
        hashlib.new(value)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={value!r}: this machine's OpenSSL lacks it; use sha256"
        ) from None
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


def site_address(name: str) -> str:
    """Where people find the site; it stands in mails."""
    value = os.environ.get(name, "").strip()
    if value and not _is_safe(value):
        raise ImproperlyConfigured(f"{name}={value!r}: give an https address")
    return value


def other_host(name: str, hosts: list[str]) -> str:
    """An origin such as ``https://files.example``, on a host that is none of the site's own."""
    value = site_address(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.path or parts.query or parts.username or parts.hostname in hosts):
        raise ImproperlyConfigured(
            f"{name}={value!r}: use an origin, https://host; the host is none of {', '.join(hosts)}"
        )
    return value


def origins(name: str) -> set[str]:
    """Origins such as ``https://hooks.example:8443``, each with its port."""
    found = set()
    for value in words(name, ""):
        try:
            parts = urlsplit(value)
            port = parts.port or {"https": 443, "http": 80}[parts.scheme]
        except (ValueError, KeyError):
            parts, port = urlsplit(""), 0
        if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.username:
            raise ImproperlyConfigured(f"{name}={value!r}: use origins, https://host:port")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        found.add(f"{parts.scheme}://{host}:{port}")
    return found


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    on_this_machine = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)


def text(name: str) -> str:
    """A short text that people read, in one line."""
    value = os.environ.get(name, "").strip()
    if len(value) > 300 or not value.isprintable():
        raise ImproperlyConfigured(f"{name}: give one line of at most 300 characters")
    return value


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


def file(name: str) -> Path | None:
    """A file that is there."""
    found = optional_place(name)
    if found is not None and not found.is_file():
        raise ImproperlyConfigured(f"{name}={str(found)!r}: there is no such file")
    return found


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


def levels(name: str) -> dict[str, str]:
    """``records_needs.need.metric=important``; which tables there are is checked later."""
    found = {}
    for part in words(name, ""):
        key, _sep, level = part.partition("=")
        if level not in ("important", "core") or key.count(".") not in (1, 2):
            raise ImproperlyConfigured(
                f"{name}={part!r}: write app.model=important or app.model.field=core"
            )
        found[key.lower()] = level
    return found


def quotas(name: str, default: dict[str, int]) -> dict[str, int]:
    """``officer=20000,expert=500``: what is not named keeps its default."""
    found = dict(default)
    for part in words(name, ""):
        role, _sep, rows = part.partition("=")
        if role not in default or not (rows.isascii() and rows.isdigit() and len(rows) < 9):
            raise ImproperlyConfigured(
                f"{name}={part!r}: write role=rows; roles are {', '.join(default)}"
            )
        found[role] = int(rows)
    return found


def mail() -> dict[str, Any]:
    """The gateway that mail goes through; without a host no mail is sent."""
    host = os.environ.get("CIGU_MAIL_HOST", "").strip()
    kind = choice("CIGU_MAIL_TLS", ("starttls", "tls", "none"), "starttls")
    port = {"starttls": 587, "tls": 465, "none": 25}[kind]
    sender = os.environ.get("CIGU_MAIL_FROM", "").strip()
    if host and ("@" not in sender or len(sender.split()) > 1):
        raise ImproperlyConfigured(f"CIGU_MAIL_FROM={sender!r}: give the sender's address")
    return {
        "host": host, "port": number("CIGU_MAIL_PORT", port, 1, 65535), "kind": kind,
        "user": os.environ.get("CIGU_MAIL_USER", ""),
        "password": os.environ.get("CIGU_MAIL_PASSWORD", ""),
        "sender": sender or "cigu@localhost",
    }  # fmt: skip


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
            # pages ask long questions that end soon: compiling them first takes half a second
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
            " -c jit=off",
            **_encrypted(parts.query),
        },
    }


def _encrypted(query: str) -> dict[str, str]:
    """``sslmode=verify-full&sslrootcert=/etc/…/ca.pem``, as libpq names them."""
    try:
        found = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError:
        found = {query: ""}
    strange = set(found) - set(SSL)
    if strange or found.get("sslmode", SSL_MODES[0]) not in SSL_MODES:
        raise ImproperlyConfigured(
            f"CIGU_DATABASE: …?{query}: after the question mark only {', '.join(SSL)}; sslmode is"
            f" one of {', '.join(SSL_MODES)}"
        )
    return found
