"""The manifest of a backup: written last, so that a folder without one is no backup."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .errors import BackupError
from .files import hash_of, write

FORMAT = 1
MANIFEST, DOCUMENTS, POOL = "manifest.json", "documents.txt", "pool"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``missing`` names documents that the site itself had lost."""

    name: str
    code: str
    kind: str
    began: str
    ended: str
    migrations: list[list[str]]
    head: dict[str, Any] | None  # size and root of the newest head in the copy
    leaves: dict[str, Any]  # count, last id and time
    counts: dict[str, int]  # rows of each table
    documents: dict[str, int]  # count and bytes
    missing: list[str]
    files: dict[str, str]  # file → SHA-256
    private_keys: bool
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        write(folder / MANIFEST, text + "\n")

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.began)


@dataclass(frozen=True)
class Backup:
    """A whole backup on disk."""

    folder: Path
    manifest: Manifest
    _listed: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def database(self) -> Path:
        return self.folder / DATABASES[self.manifest.kind]

    @property
    def pool(self) -> Path:
        return self.folder.parent / POOL

    def documents(self) -> dict[str, int]:
        """Hash → size of every document that the copied database speaks of."""
        if not self._listed:
            for line in (self.folder / DOCUMENTS).read_text(encoding="ascii").splitlines():
                digest, size = line.split()
                self._listed[digest] = int(size)
        return self._listed

    def check_files(self) -> None:
        """Each file is what the manifest says, or nothing is restored from it."""
        for name, digest in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file() or hash_of(path) != digest:
                raise BackupError(
                    "backup_damaged",
                    _("%(file)s of the backup %(name)s is missing or damaged.")
                    % {"file": name, "name": self.manifest.name},
                    remedy=_("Nothing was restored. Take an earlier backup."),
                )


def in_pool(pool: Path, digest: str) -> Path:
    return pool / digest[:2] / digest


def read(folder: Path) -> Backup:
    """The backup in ``folder``, or the newest of those that lie in it."""
    if (folder / MANIFEST).is_file():
        return Backup(folder, _read(folder / MANIFEST))
    found = latest(folder)
    if found is None:
        raise BackupError(
            "no_backup", _("%(folder)s holds no whole backup.") % {"folder": folder},
            remedy=_("Name the folder given to `cigu backup --to`, or one backup in it."),
        )  # fmt: skip
    return found


def latest(folder: Path) -> Backup | None:
    kept = folders(folder)
    return Backup(kept[-1], _read(kept[-1] / MANIFEST)) if kept else None


def folders(folder: Path) -> list[Path]:
    """Whole backups, the oldest first: their names are their times."""
    found = folder.glob(f"[!.]*/{MANIFEST}") if folder.is_dir() else []
    return sorted(path.parent for path in found)


def _read(path: Path) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said.get("format") == FORMAT:
            return Manifest(**said)
    except (ValueError, TypeError):
        said = {}
    raise BackupError(
        "manifest", _("%(path)s cannot be read (format %(format)s; this program reads %(ours)s).")
        % {"path": path, "format": said.get("format", "?"), "ours": FORMAT},
        remedy=_("Take another backup, or the version of Cigu that made it."),
    )  # fmt: skip
