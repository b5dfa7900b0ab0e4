"""Refusals that a view lets through become pages, never a breakdown."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cigu.core.access.errors import NotAllowed
from cigu.engines.basis.errors import CiguError

from . import storage


class RefusalMiddleware:
    """``CiguError`` from a page: 403 for a missing right, else 409 with its words. What no disk
    takes any more: 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"exception": str(error)}, status=403)
        if isinstance(error, CiguError):
            return render(request, "409.html", {"refusal": error}, status=409)
        return storage.refusal(request, error)
