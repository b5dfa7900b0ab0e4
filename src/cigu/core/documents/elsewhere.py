"""A host of their own for documents (CIGU_DOCUMENTS_AT): whatever a file does there, it finds no
session, no page and no form of the site beside it.

The site checks who asks and hands over an address that serves for a minute; the other host knows
nobody by cookie, serves that address and nothing else, and asks again whether the reader may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from .models import Document
from .store import LostContent

SECONDS = 60
SALT = "cigu.core.documents.elsewhere"
WAY = re.compile(r"/documents/([0-9a-f-]{36})/")
# No language is chosen on that host: both.
GONE = (
    "此地址无效或已过期，请回到网站重新下载。"
    " This address does not serve, or no longer. Download it again from the site.\n"
)
LOST = (
    "文件内容缺失，管理员已收到告警。"
    " The content of this file is lost; the administrator has been told.\n"
)


def host() -> str:
    """Empty where documents come from the site's own host."""
    return urlsplit(settings.DOCUMENTS_AT).netloc


def address(document: Document, user: object) -> str:
    token = TimestampSigner(salt=SALT).sign(f"{document.uid}.{getattr(user, 'pk', '')}")
    return f"{settings.DOCUMENTS_AT}/documents/{document.uid}/?for={token}"


class DocumentsHostMiddleware:
    """Before sessions, pages and static files: on that host there are none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not host() or request.get_host() != host():
            return self.get_response(request)
        return _answer(request)


def _answer(request: HttpRequest) -> HttpResponseBase:
    from .views import content_of

    document = _asked(request)
    if document is None:
        return _plain(GONE, 404)
    try:
        return content_of(document)
    except LostContent:
        return _plain(LOST, 503)


def _plain(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def _asked(request: HttpRequest) -> Document | None:
    way = WAY.fullmatch(request.path)
    if way is None or request.method not in ("GET", "HEAD"):
        return None
    try:
        token = TimestampSigner(salt=SALT).unsign(request.GET.get("for", ""), max_age=SECONDS)
    except BadSignature:
        return None
    uid, _dot, reader = token.rpartition(".")
    user = get_user_model().objects.filter(pk=int(reader), is_active=True).first()
    document = Document.objects.filter(uid=uid).first() if uid == way[1] else None
    return document if user and document and document.readable_by(user) else None
