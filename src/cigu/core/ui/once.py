"""A form sent twice has one effect: its key is stored in the transaction of its action."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from cigu.core.database.points import reach

from .models import SubmittedForm

UNHASHED = {"csrfmiddlewaretoken", "_key", "_who"}


class Repeated(Exception):
    """The key was used before; ``earlier`` is what came of it."""

    def __init__(self, earlier: SubmittedForm) -> None:
        self.earlier = earlier
        super().__init__(str(earlier.key))


def form_key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("_key", ""))
    except ValueError:
        return None


def body_hash(request: HttpRequest) -> str:
    """Of all fields in order of their names, and of the contents of files."""
    digest = hashlib.sha256()
    for name in sorted(set(request.POST) - UNHASHED):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(repr((name, upload.name)).encode())
            digest.update(hashlib.sha256(b"".join(upload.chunks())).digest())
            upload.seek(0)
    return digest.hexdigest()


def forget_answers() -> int:
    """Answers of the API are kept for repeated requests, not for good; the keys stay."""
    before = timezone.now() - timedelta(hours=settings.IDEMPOTENCY_HOURS)
    return SubmittedForm.objects.filter(created_at__lt=before).exclude(answer="").update(answer="")


def rewind(request: HttpRequest) -> None:
    """Files are read from their beginning again."""
    for name in request.FILES:
        for upload in request.FILES.getlist(name):
            upload.seek(0)


def earlier_of(request: HttpRequest, key: uuid.UUID) -> SubmittedForm | None:
    return SubmittedForm.objects.filter(key=key).first()


def same(request: HttpRequest, earlier: SubmittedForm) -> bool:
    """The same person sent the same fields to the same page."""
    sent = (request.user.pk, request.path[:500], body_hash(request))
    return sent == (earlier.user_id, earlier.path, earlier.body_hash)


@contextmanager
def once(request: HttpRequest, key: uuid.UUID) -> Iterator[SubmittedForm]:
    """One transaction around the action; raises ``Repeated`` if another request was faster."""
    row = SubmittedForm(
        key=key,
        user_id=int(request.user.pk or 0),
        path=request.path[:500],
        body_hash=body_hash(request),
    )
    with transaction.atomic():
        try:
            row.save(force_insert=True)
        except IntegrityError as clash:
            raise _Clash from clash
        reach("once.key_written")
        yield row
        row.save(update_fields=["location"])
        reach("once.before_commit")
    reach("once.committed")


class _Clash(Exception):
    pass


@contextmanager
def guarded(request: HttpRequest, key: uuid.UUID) -> Iterator[SubmittedForm]:
    """``once``, with the clash of keys turned into what the other request did."""
    try:
        with once(request, key) as row:
            yield row
    except _Clash:
        earlier = earlier_of(request, key)
        if earlier is None:  # the other request failed after all: this one may be sent again
            raise IntegrityError(str(key)) from None
        raise Repeated(earlier) from None


def remember_place(row: SubmittedForm, location: Any) -> str:
    row.location = str(location)
    return row.location
