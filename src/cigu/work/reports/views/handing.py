"""A file that leaves the site: counted against the quota of the day, with a leaf, not stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.quotas.counting import take


def handed(
    request: HttpRequest, subject: Any, name: str, media: str, rows: int, make: Callable[[], bytes]
) -> HttpResponse:
    """``rows``: how many figures the file holds. Made only once the quota allows it."""
    user: Any = request.user
    take(user, rows, what=subject.number)
    content = make()
    with transaction.atomic():
        note("ui.export", by=user, on=today(), subject=subject._meta.label_lower, uid=subject.uid,
             file=name, rows=rows)  # fmt: skip
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
