"""Can what is written be kept? What a failed write was about, and what the disks say before one.

No words here: pages say it in theirs (``core/ui/storage.py``).
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

FULL, READ_ONLY, FAILING, DAMAGED = "full", "read_only", "failing", "damaged"
REMEMBERED = 60.0  # seconds for which a write that failed is shown on every page
LITTLE = 1024 * 1024  # with fewer bytes free, a write is as good as refused

ERRNO = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY,
    errno.EIO: FAILING,
}  # fmt: skip
SQLITE = {
    "SQLITE_FULL": FULL, "SQLITE_READONLY": READ_ONLY, "SQLITE_IOERR": FAILING,
    "SQLITE_CANTOPEN": FAILING, "SQLITE_CORRUPT": DAMAGED, "SQLITE_NOTADB": DAMAGED,
}  # fmt: skip
SQLSTATE = {
    "53100": FULL, "25006": READ_ONLY, "58030": FAILING, "XX001": DAMAGED, "XX002": DAMAGED,
}  # fmt: skip

_failed: tuple[str, float] = ("", 0.0)


def kind_of(error: BaseException | None) -> str:
    """What keeps writes from being kept, or empty: another error than that."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in ERRNO:
            return ERRNO[one.errno]
        name = str(getattr(one, "sqlite_errorname", ""))
        if name:
            return next((kind for code, kind in SQLITE.items() if name.startswith(code)), "")
        if getattr(one, "sqlstate", None) in SQLSTATE:
            return SQLSTATE[one.sqlstate]  # type: ignore[attr-defined]
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def remember(kind: str) -> None:
    """A write failed: for a minute every page of this process says so."""
    global _failed
    _failed = (kind, time.monotonic())


def folders() -> list[Path]:
    """What is written to on this machine."""
    found = [Path(settings.DATA), Path(settings.DOCUMENTS).parent]
    if connection.vendor == "sqlite":
        found.append(Path(str(connection.settings_dict["NAME"])).parent)
    return list(dict.fromkeys(found))


def trouble(folders: Iterable[Path]) -> str:
    """What stands against writing now: asked of the disks, and of the last write that failed."""
    for folder in folders:
        found = _disk(folder)
        if found:
            return found
    kind, at = _failed
    return kind if kind and time.monotonic() - at < REMEMBERED else ""


def _disk(folder: Path) -> str:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return ""
    if disk.f_flag & os.ST_RDONLY:
        return READ_ONLY
    return FULL if disk.f_bavail * disk.f_frsize < LITTLE else ""


def free(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
