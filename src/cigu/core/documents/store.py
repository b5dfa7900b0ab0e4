"""Content on disk: written and flushed before its row exists, never changed, never deleted."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

ALGORITHM = "sha256"


def put(content: bytes) -> str:
    """Store ``content`` once; returns its hash."""
    digest = hashlib.new(ALGORITHM, content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _flush_folder(path.parent.parent)
        _write_whole(path, content)
    return digest


def get(digest: str) -> bytes:
    """Read back and verify; a flipped bit is reported, not served."""
    content = path_of(digest).read_bytes()
    if hashlib.new(ALGORITHM, content).hexdigest() != digest:
        raise OSError(f"document {digest[:12]} does not match its hash: restore it from backup")
    return content


def path_of(digest: str) -> Path:
    return Path(settings.DOCUMENTS) / digest[:2] / digest


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)  # a full disk must not fill with beginnings
        raise
    _flush_folder(path.parent)


def _flush_folder(path: Path) -> None:
    """A new name survives a power cut only when its folder is flushed too."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
