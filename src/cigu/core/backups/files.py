"""Files that are whole or not there: written beside, flushed, renamed; hashes; one at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import BackupError

BLOCK = 1024 * 1024


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def copy_checked(source: Path, to: Path, digest: str) -> bool:
    """Copy what has this hash, whole or not at all; False where the source is not what it was.

    Always a copy, never a hard link: a link shares the blocks of the disk, and with them the
    flipped bit that a backup is there for."""
    to.parent.mkdir(parents=True, exist_ok=True)
    beginning, found = to.with_name(f".{secrets.token_hex(6)}"), hashlib.sha256()
    try:
        with open(source, "rb") as read, open(beginning, "wb") as write:
            while block := read.read(BLOCK):
                found.update(block)
                write.write(block)
            write.flush()
            os.fsync(write.fileno())
        if found.hexdigest() != digest:
            return False
        os.replace(beginning, to)
        flush(to.parent)
    except FileNotFoundError:
        return False
    finally:
        beginning.unlink(missing_ok=True)
    return True


def write(path: Path, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def flush(path: Path) -> None:
    """A file's content, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """First out of sight, then away: half removed, it is no backup any more."""
    gone = folder.with_name(f".gone-{folder.name.lstrip('.')}")
    os.replace(folder, gone)
    shutil.rmtree(gone, ignore_errors=True)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup, drill or clearing of a folder at a time; a dead process holds nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = open(folder / ".lock", "ab")  # noqa: SIM115 - held while the block runs
    except OSError as error:
        raise BackupError(
            "no_folder", _("%(folder)s cannot be written: %(why)s.")
            % {"folder": folder, "why": error.strerror},
            remedy=_("Name a folder that this account may write, on another disk."),
        ) from None  # fmt: skip
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                "busy", _("Another backup or drill works in %(folder)s.") % {"folder": folder},
                remedy=_("Wait until it has ended."),
            ) from None  # fmt: skip
        yield
