"""Hashes of what a report says and rests on; the algorithm is named beside each."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ALGORITHM = "sha256"


def of_text(text: str, algorithm: str = ALGORITHM) -> str:
    return hashlib.new(algorithm, text.encode()).hexdigest()


def of_records(records: list[Any], algorithm: str = ALGORITHM) -> str:
    """Of sorted [type, uid, revision, contribution], as publications of figures are hashed."""
    return of_text(json.dumps(records), algorithm)
