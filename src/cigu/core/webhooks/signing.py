"""The signature of a message, as Standard Webhooks defines it, and the secret under it.

Signed is ``id.time.body``: who changes any of the three has to know the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, ident: str, time: int, body: bytes) -> dict[str, str]:
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(time),
        "webhook-signature": signature(secret, ident, time, body),
    }


def signature(secret: str, ident: str, time: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{ident}.{time}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def lock(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unlock(locked: str) -> str:
    return _box().decrypt(locked.encode()).decode()


def relocked(locked: str) -> str:
    """With the present key, whichever locked it."""
    return _box().rotate(locked.encode()).decode()


def _box() -> MultiFernet:
    """Who has the database but not the site's key can sign nothing."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(key))) for key in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"cigu.webhooks:{secret}".encode()).digest())
