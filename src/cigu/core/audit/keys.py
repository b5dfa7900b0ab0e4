"""Keys of the audit: outside the database, readable by the owner only, each with its algorithm.

How heads are signed is ``signing``'s; here lies what it needs, one file for each key: its secret
under the name of its way of signing, its public part beside it.
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
from typing import Any

from django.conf import settings

from cigu.engines.merkle.notes import kind_of, signed_text

from .signing import Ed25519, PublicKey, Trust, provider

MAC = "hmac-sha256"
PUBLIC = "public"


@dataclass(frozen=True)
class SigningKey:
    """A key that signs heads; ``id`` begins its file's name, later ones sort behind."""

    id: str
    signing: str
    secret: bytes

    @property
    def public(self) -> bytes:
        return bytes(_way(self.signing).public(self.secret))

    def sign(self, message: bytes) -> bytes:
        return bytes(_way(self.signing).sign(self.secret, message))

    def note(self, text: str) -> str:
        """A signed note of any text that ends its line."""
        kind = kind_of(self.signing)
        return signed_text(text, settings.AUDIT_ORIGIN, self.public, self.sign, kind)


def folder() -> Path:
    return Path(settings.AUDIT_KEYS)


def current() -> SigningKey:
    """The newest signing key; the first is made at first use."""
    files = _files()
    return _read(files[-1]) if files else rotate()


def rotate() -> SigningKey:
    """A new signing key, of the way that the setting names. Older public keys stay beside it:
    their heads still verify."""
    number = f"{max([0, *map(int, public_keys())]) + 1:04d}"  # an old private key may be gone
    way = provider(settings.AUDIT_SIGNER)
    _keep(f"{number}.{way.name}", way.make())
    key = _read(folder() / f"{number}.{way.name}")
    named = "" if way.name == Ed25519.name else f"{way.name}."
    _keep(f"{key.id}.{named}{PUBLIC}", key.public)
    return key


def public_keys() -> dict[str, PublicKey]:
    """Key id → public key, of all keys that ever signed here."""
    found = {}
    for path in sorted(folder().glob(f"*.{PUBLIC}")):
        number, _dot, rest = path.name.removesuffix(f".{PUBLIC}").partition(".")
        found[number] = PublicKey(number, rest or Ed25519.name, _bytes(path))
    return found


def trust() -> Trust:
    """What heads are checked against."""
    return Trust(settings.AUDIT_ORIGIN, public_keys(), (settings.AUDIT_SIGNER,))


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
    return sorted(p for p in folder().glob("[0-9]*.*") if p.suffix != f".{PUBLIC}")


def _read(path: Path) -> SigningKey:
    number, _dot, signing = path.name.partition(".")
    return SigningKey(number, signing, _bytes(path))


def _way(signing: str) -> Any:
    """A key made in another way than the setting's signs on until the next is made."""
    return trust().way(signing)


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
