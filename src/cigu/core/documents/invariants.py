"""A document's row, its content on disk, and the record it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, line, never, rows_of

from .models import Document
from .store import ALGORITHM, path_of

never(
    "documents.algorithm_known",
    "a document names the algorithm of its hash",
    Document,
    ~Q(algorithm=ALGORITHM),
    "algorithm",
)
never(
    "documents.hash_form",
    "a document's hash has 64 hexadecimal digits",
    Document,
    ~Q(content_hash__regex=r"^[0-9a-f]{64}$"),
    "content_hash",
)
never("documents.named", "a document has a file name", Document, Q(name=""))
never(
    "documents.name_without_path",
    "a file name holds no path",
    Document,
    Q(name__contains="/") | Q(name__contains="\\"),
    "name",
)
never("documents.size_known", "a document is not empty", Document, Q(size=0), "name")
never(
    "documents.media_type_known",
    "a document says what kind of file it is",
    Document,
    Q(media_type=""),
    "name",
)


@invariant("documents.subject_exists", "the record a document belongs to exists")
def subjects() -> Iterator[str]:
    kinds = rows_of(Document).order_by().values_list("subject_type", flat=True).distinct()
    for kind in list(kinds):
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            missing = rows_of(Document).filter(subject_type=kind)
        else:
            subject = rows_of(model).filter(uid=OuterRef("subject_uid"))
            missing = rows_of(Document).filter(~Exists(subject), subject_type=kind)
        for uid, about in missing.values_list("uid", "subject_uid").iterator(CHUNK):
            yield line(Document, uid, subject=f"{kind} {about}")


@invariant("documents.content_present", "the content of a document is there, in its full size")
def contents() -> Iterator[str]:
    """Size only: `cigu backup` and every opening compare the hash."""
    found = rows_of(Document).values_list("uid", "content_hash", "size")
    for uid, digest, size in found.iterator(CHUNK):
        path = path_of(digest)
        there = path.stat().st_size if path.is_file() else None
        if there != size:
            yield line(Document, uid, size=size, on_disk=there)
