"""Refusals that a view lets through become pages, never a breakdown; each leaves its leaf."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cigu.core.access.errors import NotAllowed
from cigu.core.notices.refusals import refused
from cigu.core.quotas.counting import OverQuota
from cigu.engines.basis.errors import CiguError

from . import storage

log = logging.getLogger(__name__)
LONGEST = 80  # of each part of an address that is kept


class RefusalMiddleware:
    """``CiguError`` from a page: 403 for a missing right, else 409 with its words. What no disk
    takes any more: 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (403, 404) and request.user.is_authenticated:
            _note(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"exception": str(error)}, status=403)
        if isinstance(error, OverQuota):
            context = {"refusal": error, "back_url": request.path}
            return render(request, "429_quota.html", context, status=429)
        if isinstance(error, CiguError):
            return render(request, "409.html", {"refusal": error}, status=409)
        return storage.refusal(request, error)


def _note(request: HttpRequest, status: int) -> None:
    """An address that names no route is a slip; what is asked of a route is kept. A database that
    takes no leaf does not turn the refusal into something else."""
    match = request.resolver_match
    if match is None:
        return
    asked = {name: str(value)[:LONGEST] for name, value in match.kwargs.items()}
    method = str(request.method)
    try:
        refused(request.user, route=match.view_name, method=method, status=status, asked=asked)
    except DatabaseError:
        log.exception("a refusal was not noted: %s %s", method, match.view_name)
