"""Keys of the audit: outside the database, readable by the owner only, each with its algorithm.

Another provider (SM2 and SM3 through a certified device) takes this module's place: it needs
``current``, ``public_keys``, ``rotate`` and ``mac``. Algorithm names stand beside every value.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

SIGNING = "ed25519"
MAC = "hmac-sha256"


@dataclass(frozen=True)
class SigningKey:
    """A key that signs heads; ``id`` begins its file's name, later ones sort behind."""

    id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def folder() -> Path:
    return Path(settings.AUDIT_KEYS)


def current() -> SigningKey:
    """The newest signing key; the first is made at first use."""
    files = _files()
    return _read(files[-1]) if files else rotate()


def rotate() -> SigningKey:
    """A new signing key. Older public keys stay beside it: their heads still verify."""
    number = f"{max([0, *map(int, public_keys())]) + 1:04d}"  # an old private key may be gone
    _keep(f"{number}.{SIGNING}", secrets.token_bytes(32))
    key = _read(folder() / f"{number}.{SIGNING}")
    _keep(f"{key.id}.public", key.public)
    return key


def public_keys() -> dict[str, bytes]:
    """Key id → public key, of all keys that ever signed here."""
    return {p.name.partition(".")[0]: _bytes(p) for p in sorted(folder().glob("*.public"))}


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def mac(text: str) -> str:
    """What a row without a seal yet is held by: somebody with the database alone cannot make it."""
    mark = hmac.new(_mac_key(folder()), text.encode(), hashlib.sha256).hexdigest()
    return f"{MAC}:{mark}"


def can_sign() -> bool:
    return bool(_files())


def can_mark() -> bool:
    """Whether the key of marks is here; a restored copy may lack it."""
    return (folder() / f"rows.{MAC}").exists()


@cache
def _mac_key(place: Path) -> bytes:
    path = place / f"rows.{MAC}"
    if not path.exists():
        _keep(path.name, secrets.token_bytes(32))
    return _bytes(path)


def _files() -> list[Path]:
    return sorted(folder().glob(f"*.{SIGNING}"))


def _read(path: Path) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(_bytes(path))
    return SigningKey(path.name.partition(".")[0], private)


def _bytes(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())


def _keep(name: str, content: bytes) -> None:
    """Written whole and flushed; who comes second keeps what the first one made."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    beginning = folder() / f".{secrets.token_hex(8)}"
    with _written(beginning, content), suppress(FileExistsError):
        os.link(beginning, folder() / name)


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[None]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content.hex())
            file.flush()
            os.fsync(file.fileno())
        yield
    finally:
        path.unlink(missing_ok=True)
