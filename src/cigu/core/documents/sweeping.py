"""Every document's content against its hash: bit rot is found before somebody needs the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cigu.core.audit.recording import change
from cigu.core.clock.business import today

from .models import Document
from .store import mend, path_of, whole

LOST = "lost"
Tell = Callable[[int, int], None]
Source = Callable[[str], Path]


@dataclass
class Swept:
    """``records`` names each document without its file, with the record that it belongs to."""

    contents: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    records: list[dict[str, str]] = field(default_factory=list)

    @property
    def lost(self) -> set[str]:
        return {*self.missing, *self.damaged}


def sweep(
    *, by: Any = None, repair: Source | None = None, tell: Tell = lambda done, total: None
) -> Swept:
    """Compare all; bring back from ``repair`` what it holds whole; mark the documents whose file
    is lost, so that their pages say so, and take the mark off those that are whole again."""
    found = Document.objects.order_by().values_list("content_hash", flat=True).distinct()
    digests, swept = sorted(found), Swept()
    swept.contents = len(digests)
    for at, digest in enumerate(digests, 1):
        if not whole(digest):
            there = path_of(digest).is_file()
            if repair is not None and _repaired(digest, repair(digest)):
                swept.repaired.append(digest)
            else:
                (swept.damaged if there else swept.missing).append(digest)
        tell(at, len(digests))
    _mark(swept, by)
    return swept


def _repaired(digest: str, source: Path) -> bool:
    try:
        return mend(digest, source.read_bytes())
    except FileNotFoundError:
        return False


def _mark(swept: Swept, by: Any) -> None:
    lost = Document.objects.filter(content_hash__in=swept.lost)
    for document in lost.order_by("pk"):
        swept.records.append({
            "document": str(document.uid), "name": document.name, "hash": document.content_hash,
            "record": f"{document.subject_type} {document.subject_uid}",
        })  # fmt: skip
    marked = Document.objects.filter(marks__contains=LOST)
    again = marked.exclude(content_hash__in=swept.lost)
    for document in [*lost.exclude(marks__contains=LOST), *again]:
        codes = set(document.marks.split()) ^ {LOST}
        with change("documents.mark_lost", by=by, on=today()):
            document.marks = " ".join(sorted(codes))
            document.save()
