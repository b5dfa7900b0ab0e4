"""What no page and no database can use is refused at the door: NUL and half characters."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

LONGEST_QUERY = 4000  # characters of an address after the question mark
MANY_FIELDS = 200  # of it


def is_storable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and neither database half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


class AddressMiddleware:
    """An address with such signs, or one longer than any of ours, names nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY or query.count("&") > MANY_FIELDS:
            return _refuse(request, _("The address is too long. Narrow the list with less."))
        if not is_storable(request.path) or not all(
            is_storable(name) and all(map(is_storable, values))
            for name, values in request.GET.lists()
        ):
            return _refuse(request, _("The address holds signs that cannot be used."))
        return self.get_response(request)


def _refuse(request: HttpRequest, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        told = {"code": "address", "message": words, "field": None, "value": None, "remedy": ""}
        return JsonResponse(told, status=400)
    return render(request, "400.html", {"words": words}, status=400)
