"""Content on disk: written and flushed before its row exists, never changed, never deleted."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.core.database.points import reach
from cigu.engines.basis.errors import CiguError

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


class LostContent(CiguError):
    """The row is there and its file is not, or not as it was stored."""


def get(digest: str) -> bytes:
    """Read back and verify; a flipped bit is reported, not served."""
    try:
        content = path_of(digest).read_bytes()
    except FileNotFoundError:
        content = None
    if content is None or hashlib.new(ALGORITHM, content).hexdigest() != digest:
        raise LostContent(
            "lost_content",
            _("The file is missing.") if content is None
            else _("The file is damaged, so it is not handed out."),
            remedy=_("Tell the system administrator: `cigu documents verify --repair-from BACKUP` "
                     "brings it back. Its checksum begins with %(digest)s.")
            % {"digest": digest[:12]},
            digest=digest,
        )  # fmt: skip
    return content


def whole(digest: str) -> bool:
    try:
        get(digest)
    except LostContent:
        return False
    return True


def mend(digest: str, content: bytes) -> bool:
    """Put back what was lost; refuses what has another hash."""
    if hashlib.new(ALGORITHM, content).hexdigest() != digest:
        return False
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(path, content)
    return True


def path_of(digest: str) -> Path:
    return Path(settings.DOCUMENTS) / digest[:2] / digest


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        reach("documents.written")
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)  # a full disk must not fill with beginnings
        raise
    _flush_folder(path.parent)
    reach("documents.stored")


def _flush_folder(path: Path) -> None:
    """A new name survives a power cut only when its folder is flushed too."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
