"""The door for programs: a key that reads, or reads and proposes. What decides needs a person who
has signed in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.security import HttpBearer

from cigu.faces.accounts import refusals
from cigu.faces.accounts.bearing import bears, key_of
from cigu.faces.accounts.models import AccessKey

from .errors import body
from .strict import operations

SAFE = {"GET", "HEAD", "OPTIONS"}
# Operations by which something is proposed: somebody else accepts, checks or decides it.
PROPOSES = frozenset({
    "raise_need", "bring_import", "report_draft", "report_take_in", "checkup_save_answers",
    "checkup_hand_in",
})  # fmt: skip


class ByKey(HttpBearer):
    openapi_description = "A key from the page of one's account: Authorization: Bearer cigu_…"

    def __call__(self, request: HttpRequest) -> Any:
        """The middleware has looked the key up; where there is none the session is asked."""
        if not bears(request):
            return None
        key = key_of(request)
        if key is None:
            raise HttpError(401, str(refusals.NO_KEY))
        return request.user

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError  # the middleware did


def hold_scopes(api: NinjaAPI) -> None:
    """Around everything else that an operation does: a key that does not reach so far stores
    nothing, not even the key of a repeated request."""
    for _path, operation in operations(api):
        if not SAFE.issuperset(operation.methods):
            operation.run = partial(_run, api, operation.url_name, operation.run)  # type: ignore[method-assign]


def _run(api: NinjaAPI, name: str | None, inner: Any, request: HttpRequest, **kw: Any) -> Any:
    key = key_of(request)
    if key is None or (key.kind == AccessKey.Kind.PROPOSE and name in PROPOSES):
        return inner(request, **kw)
    text = str(refusals.KEY_SCOPE)
    return api.create_response(request, body("scope", text), status=403)
