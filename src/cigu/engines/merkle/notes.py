"""Heads as text: C2SP tlog-checkpoint in a C2SP signed note.

cigu/baotou
4711
<root, base64>

— cigu/baotou <key hash and signature, base64>
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cigu.engines.merkle.tree import TreeError

ED25519 = b"\x01"  # the signature type of the signed-note specification
OTHERS = b"\xff"  # and of those that it does not name: a name of our own follows
SHA256, TREE = "sha256", "tree "  # a head over another hash says so in a line of its own
DASH = "\u2014 "
Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


@dataclass(frozen=True)
class Checkpoint:
    """One head of one log: who it is of, how many leaves, their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def tree(self) -> str:
        """The hash of the tree."""
        told = (line.removeprefix(TREE) for line in self.extensions if line.startswith(TREE))
        return next(told, SHA256)

    def text(self) -> str:
        root = base64.b64encode(self.root).decode()
        return "\n".join([self.origin, str(self.size), root, *self.extensions]) + "\n"


def kind_of(signing: str) -> bytes:
    """How keys of this way of signing begin."""
    return ED25519 if signing == "ed25519" else OTHERS + signing.encode() + b"\n"


def key_hash(name: str, public: bytes, kind: bytes = ED25519) -> bytes:
    """The first four bytes that say which key signed."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def verifier_line(name: str, public: bytes, kind: bytes = ED25519) -> str:
    """The public key as verifiers take it: name+hash+key."""
    key = base64.b64encode(kind + public).decode()
    return f"{name}+{key_hash(name, public, kind).hex()}+{key}"


def signed(checkpoint: Checkpoint, name: str, public: bytes, sign: Sign) -> str:
    """The checkpoint's note with one signature."""
    return signed_text(checkpoint.text(), name, public, sign)


def signed_text(text: str, name: str, public: bytes, sign: Sign, kind: bytes = ED25519) -> str:
    """The note of any text that ends its line. ``sign`` gets its exact bytes."""
    mark = base64.b64encode(key_hash(name, public, kind) + sign(text.encode())).decode()
    return f"{text}\n{DASH}{name} {mark}\n"


def opened(
    note: str, name: str, public: bytes, verify: Verify, kind: bytes = ED25519
) -> Checkpoint:
    """The checkpoint of a note whose signature under this key holds.

    Raises TreeError "note" for a text that is none, "signature" where no line of this key holds.
    """
    text, _gap, tail = note.rpartition("\n\n")
    text += "\n"
    for line in tail.splitlines():
        who, _space, mark = line.removeprefix(DASH).rpartition(" ")
        ours = line.startswith(DASH) and who == name
        if ours and _holds(mark, key_hash(name, public, kind), text, verify):
            return parsed(text)
    raise TreeError(
        "signature", f"No signature of {name} on this head holds.",
        remedy="Compare the key, then the head with another copy of it.", name=name,
    )  # fmt: skip


def _holds(mark: str, key: bytes, text: str, verify: Verify) -> bool:
    try:
        raw = base64.b64decode(mark, validate=True)
    except binascii.Error:
        return False
    return raw[:4] == key and verify(text.encode(), raw[4:])


def parsed(text: str) -> Checkpoint:
    """The checkpoint of a text, its signature aside."""
    lines = text.splitlines()
    try:
        origin, size, root, *extensions = lines
        if not origin or not (size.isascii() and size.isdigit()) or size != str(int(size)):
            raise ValueError
        return Checkpoint(
            origin, int(size), base64.b64decode(root, validate=True), tuple(extensions)
        )
    except (ValueError, binascii.Error):
        raise TreeError(
            "note", "This text is no head of a log.",
            remedy="Expected are three lines: origin, size, root in base64.",
        ) from None  # fmt: skip
