"""A page that needs the index while it is made for the first time: it says how far that is, and
comes back by itself, without a script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..index import Building

AGAIN = 3  # seconds until the page asks again


def waits_for_index(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Building as state:
            return _page(request, state)

    return wrapped


def _page(request: HttpRequest, state: Building) -> HttpResponse:
    response = render(request, "matchmaking/building.html", {
        "title": _("The documents are being read"), "done": state.done, "total": state.total,
        "share": state.done / state.total if state.total else 0, "again": request.get_full_path(),
    }, status=503)  # fmt: skip
    response["Retry-After"] = str(AGAIN)
    if request.method == "GET":
        response["Refresh"] = str(AGAIN)
    return response
