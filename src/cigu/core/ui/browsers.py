"""What a browser may keep of us, and which methods it may use at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.http import require_http_methods

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READS = ("GET", "HEAD")
SIGNED_OUT = "_signed_out"


class BrowserMiddleware:
    """Pages of somebody who is signed in are not stored: a shared machine's back button shows
    nothing. Signing out clears the pages that the browser holds; drafts and forms that wait for a
    network stay, since somebody typed them and nobody has them yet. TRACE,
    OPTIONS (no other site is let in, so none may ask) and methods that nobody knows are refused
    before any view sees them. Pages know GET and POST, and a plain function that does not declare
    its methods only reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = self.get_response(request)
        gone = getattr(request, SIGNED_OUT, False)
        if gone:
            response["Clear-Site-Data"] = '"cache"'
        if gone or request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        if request.method in READS or view.__module__.startswith("ninja."):
            return None  # the API answers for its own methods
        if request.method == "POST" and declares_methods(view):
            return None
        return HttpResponseNotAllowed(READS)


DECLARING = require_http_methods([])(lambda request: HttpResponse()).__code__


def declares_methods(view: Any) -> bool:
    """A class, or a function under ``require_http_methods``."""
    while view is not None:
        if hasattr(view, "view_class") or getattr(view, "__code__", None) is DECLARING:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


@receiver(user_logged_out)
def remember(sender: object, request: Any, **_: object) -> None:
    if request is not None:
        setattr(request, SIGNED_OUT, True)
