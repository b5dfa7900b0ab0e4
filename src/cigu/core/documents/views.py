"""Download: only through the record that the document belongs to."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.dispatch import Signal
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from . import elsewhere
from .models import Document
from .store import LostContent, get

SANDBOX = (
    "sandbox; default-src 'none'; frame-ancestors 'none'"  # should a browser show it after all
)

content_lost = Signal()  # whoever looks after alarms hears of it


@login_required
def download(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    document = Document.objects.filter(uid=uid).first()
    if document is None or not document.readable_by(request.user):
        raise Http404
    if elsewhere.host():
        return redirect(elsewhere.address(document, request.user))
    return content_of(document)


def content_of(document: Document) -> FileResponse:
    try:
        content = get(document.content_hash)
    except LostContent:
        content_lost.send(Document, document=document)
        raise
    response = FileResponse([content], content_type=document.media_type)
    response["Content-Disposition"] = content_disposition_header(True, document.name) or ""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Content-Length"] = str(len(content))
    return response
