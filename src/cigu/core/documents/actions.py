"""Attach a document to a record; called inside the action that has the reason for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.audit.models import AuditedModel

from .checks import MAX_ROWS, check_content, clean_name, marks_of
from .models import Document
from .store import ALGORITHM, put


def attach(
    *, to: AuditedModel, name: str, content: bytes, title: str = "", on: date,
    most_rows: int = MAX_ROWS,
) -> Document:  # fmt: skip
    """Check, store, then make the row. Raises ``BadDocument`` before anything is written. Only an
    import takes workbooks of more rows: it reads them in the background."""
    shown = clean_name(name)
    media = check_content(shown, content, most_rows)
    document = Document(
        subject_type=to.object_type, subject_uid=to.uid, title=title or shown, name=shown,
        media_type=media, size=len(content), algorithm=ALGORITHM, content_hash=put(content),
        marks=" ".join(sorted(marks_of(media, content))), issued_on=on, synthetic=to.synthetic,
    )  # fmt: skip
    document.save()
    return document


def documents_of(subject: AuditedModel) -> Any:
    return Document.objects.filter(
        subject_type=subject.object_type, subject_uid=subject.uid
    ).order_by("-id")
