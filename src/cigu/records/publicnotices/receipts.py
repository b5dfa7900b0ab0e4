"""A receipt for somebody without an account: number and code. The code is told once; only its hash
is kept. Face and noun share it: objections here, claims on the portal."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike
LENGTH = 16  # 80 bits


def make() -> tuple[str, str]:
    """A code to tell, and the hash to keep."""
    code = "".join(secrets.choice(LETTERS) for _sign in range(LENGTH))
    return code, hash_of(code)


def hash_of(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def shown(code: str) -> str:
    """In groups of four, as people copy it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def find(model: Any, number: str, code: str) -> Any:
    """The case of a receipt, or None; whoever holds it stands for the one who raised the case."""
    rows = model._base_manager.filter(number=number.strip().upper(), receipt_hash=hash_of(code))
    return rows.first()
