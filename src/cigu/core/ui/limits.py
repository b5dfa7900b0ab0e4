"""Bodies of requests: too long is refused from its head, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

MB = 1024 * 1024
MAX_FILES = 64 * MB  # six photos of 10 MB and a form
MAX_PLAIN = 2 * MB  # a form without files, or JSON


class BodyLimitMiddleware:
    """Without a length no body is read at all: the gateway's rule, which the server keeps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = MAX_FILES if request.content_type == "multipart/form-data" else MAX_PLAIN
        if _length(request) <= most:
            return self.get_response(request)
        return refuse(request, most)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0").strip()
    if not text.isdecimal():
        return 0
    return int(text) if len(text) <= 15 else 10**15


def refuse(request: HttpRequest, most: int) -> HttpResponse:
    words = _("What was sent is larger than %(mb)d MB. Send less at once.") % {"mb": most // MB}
    if request.path.startswith("/api/"):
        body = {"code": "size", "message": words, "field": None, "value": None, "remedy": ""}
        response: HttpResponse = JsonResponse(body, status=413)
    else:
        response = render(request, "413.html", {"words": words}, status=413)
    response["Connection"] = "close"  # the rest of the body is not waited for
    return response
