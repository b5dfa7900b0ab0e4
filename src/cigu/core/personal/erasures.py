"""The list of who was erased: public ids in a file outside the database and its backups, so that
an older copy that is put back does not bring anybody back. Lines are added, never changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def read(path: Path) -> list[dict[str, Any]]:
    """In the order they were added. A last line that was cut off is left out: what it named was
    not erased yet."""
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]
    return [json.loads(line) for line in whole if line.strip()]


def append(path: Path, entry: dict[str, Any]) -> None:
    """On disk before it returns. A beginning that a cut left behind is closed off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut(path)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (json.dumps(entry, sort_keys=True) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _cut(path: Path) -> None:
    """Takes off a last line without its end."""
    if path.is_file() and (content := path.read_bytes()) and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)


def merge(source: Path, target: Path) -> int:
    """Add to ``target`` what only ``source`` knows; returns how many lines."""
    known = {json.dumps(entry, sort_keys=True) for entry in read(target)}
    new = [e for e in read(source) if json.dumps(e, sort_keys=True) not in known]
    for entry in new:
        append(target, entry)
    return len(new)
