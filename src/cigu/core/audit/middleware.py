"""Gives each request an id and remembers session and address for the leaves it causes."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cigu.core.clock.business import one_day

from . import context


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = context.Request(
            id=str(uuid.uuid4()), session=_session(request), address=request.META.get("REMOTE_ADDR")
        )
        token = context.request.set(seen)
        try:
            with one_day():  # one business day for the whole request, asked for once
                response = self.get_response(request)
        finally:
            context.request.reset(token)
        response["X-Request-ID"] = seen.id
        return response


def _session(request: HttpRequest) -> str:
    key = request.session.session_key or ""
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""
