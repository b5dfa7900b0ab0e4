"""Ways to sign heads. Ed25519 is built in; another one (SM2 through a gateway or a certified
device) is a class with the same five members, named in ``CIGU_AUDIT_SIGNER`` by its dotted path.

What ``make`` returns is kept in the folder of keys: for a gateway that is the name of a key in the
device, never the key. ``name`` stands beside every value that was signed so, and may not change.
No settings here: a process that only checks heads needs none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.notes import Checkpoint, kind_of, opened, verifier_line


class Ed25519:
    name: ClassVar[str] = "ed25519"

    def make(self) -> bytes:
        """A new private key, or what finds it again."""
        return secrets.token_bytes(32)

    def public(self, secret: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()

    def sign(self, secret: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(secret).sign(message)

    def holds(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is right; never raises for one that is not."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def provider(path: str) -> Any:
    """The way to sign that a setting names: ``ed25519``, or the dotted path of a class."""
    if path == Ed25519.name:
        return Ed25519()
    module, _dot, name = path.rpartition(".")
    return getattr(import_module(module), name)()


@dataclass(frozen=True)
class PublicKey:
    """One that ever signed here, with its way of signing."""

    id: str
    signing: str
    data: bytes

    def line(self, origin: str) -> str:
        return verifier_line(origin, self.data, kind_of(self.signing))


@dataclass(frozen=True)
class Trust:
    """What a head has to be signed by: the log's name, its public keys, and ways to sign beside
    the one built in."""

    origin: str
    keys: dict[str, PublicKey]
    ways: tuple[str, ...] = ()

    def opened(self, note: str, key: PublicKey) -> Checkpoint:
        """Raises TreeError where no signature of this key holds, CiguError for an unknown way."""
        way = self.way(key.signing)

        def holds(message: bytes, mark: bytes) -> bool:
            return bool(way.holds(key.data, message, mark))

        return opened(note, self.origin, key.data, holds, kind_of(key.signing))

    def opens(self, note: str) -> bool:
        """Whether any key of ours signed it."""
        for key in self.keys.values():
            try:
                self.opened(note, key)
            except CiguError:
                continue
            return True
        return False

    def fault(self, size: int, root: str, tree: str, key_id: str, note: str) -> str:
        """What is wrong with a head's signature or note; empty where nothing is."""
        key = self.keys.get(key_id)
        if key is None:
            return f"head {size}: its key {key_id} is missing"
        try:
            said = self.opened(note, key)
        except CiguError as error:
            return f"head {size}: {error.message}"
        if (said.size, said.root.hex(), said.tree) != (size, root, tree):
            return f"head {size}: its note says another size or root"
        return ""

    def way(self, signing: str) -> Any:
        for path in (Ed25519.name, *self.ways):
            way = provider(path)
            if way.name == signing:
                return way
        raise CiguError(
            "signing", f"There is no way to check what {signing} signed.",
            remedy="Name its class in CIGU_AUDIT_SIGNER.", signing=signing,
        )  # fmt: skip
