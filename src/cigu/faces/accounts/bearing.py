"""``Authorization: Bearer cigu_…`` at the API: the call is the person's whose key it is, within the
scope of the key. No session begins, and no cookie is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from . import keys
from .models import AccessKey

HEADER = "Authorization"
WORD = "bearer "
API_KINDS = (AccessKey.Kind.READ, AccessKey.Kind.PROPOSE)


class BearerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get(HEADER, "")
        if request.path.startswith("/api/") and told.lower().startswith(WORD):
            self._enter(request, told[len(WORD) :].strip())
        return self.get_response(request)

    def _enter(self, request: Any, secret: str) -> None:
        """A key that opens nothing makes a stranger of whoever is signed in beside it."""
        key = keys.find(secret, tuple(API_KINDS))
        request.access_key = key
        request.user = key.user if key is not None else AnonymousUser()
        if key is not None:
            keys.used(key)


def key_of(request: HttpRequest) -> AccessKey | None:
    return getattr(request, "access_key", None)


def bears(request: HttpRequest) -> bool:
    """Whether the call came with a key, good or not."""
    return hasattr(request, "access_key")
