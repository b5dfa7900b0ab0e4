"""Every refusal as ``{code, message, field, value, remedy}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadRequest

from cigu.core.access.errors import NotAllowed
from cigu.core.audit.errors import StaleRecord
from cigu.core.database import contention
from cigu.core.quotas.counting import OverQuota
from cigu.core.ui.revisions import NotAsRead
from cigu.core.ui.storage import busy, later, noted
from cigu.engines.basis.errors import CiguError
from cigu.faces.accounts import refusals


def body(
    code: str, message: str, field: Any = None, value: Any = None, remedy: str = ""
) -> dict[str, Any]:
    return {"code": code, "message": message, "field": field, "value": value, "remedy": remedy}


def status_of(error: CiguError) -> int:
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, OverQuota):
        return 429
    if isinstance(error, NotAsRead):
        return 412
    return 409 if isinstance(error, StaleRecord) else 422


def told(error: CiguError) -> dict[str, Any]:
    value = error.data.get("value")
    plain = value if value is None or isinstance(value, str | int | float) else str(value)
    return body(error.code, error.message, error.data.get("field"), plain, error.remedy)


def place_of(loc: Any) -> str:
    """The field as the caller wrote it: without “body” and the name of our own argument."""
    named = list(loc)[2 if list(loc)[:1] == ["body"] and len(loc) > 2 else 1 :]
    return ".".join(str(part) for part in named)


def broken(response: HttpResponse, error: Exception) -> HttpResponse:
    """Kept with the answer: whoever holds a key may try once more instead (``idempotency``)."""
    if contention.again(error):
        response.broken_by = error  # type: ignore[attr-defined]
    return response


Answer = Callable[[HttpRequest, int, dict[str, Any]], HttpResponse]


def _of_the_database(api: NinjaAPI, answer: Answer) -> None:
    """What the database refused, or could not take just now."""

    @api.exception_handler(DatabaseError)
    @api.exception_handler(InterfaceError)
    @api.exception_handler(OSError)
    def unkept(request: HttpRequest, error: Exception) -> HttpResponse:
        if text := busy(error):
            return broken(later(answer(request, 503, body("busy", text)), error), error)
        if not (text := noted(error)):
            raise error
        return answer(request, 503, body("storage", text))

    @api.exception_handler(IntegrityError)
    def clashed(request: HttpRequest, error: IntegrityError) -> HttpResponse:
        """A constraint caught what two asked for at once; the second is told so."""
        return answer(request, 409, body("clash", str(refusals.CLASH)))


def handle(api: NinjaAPI) -> None:
    """Register the handlers, most special first."""

    def answer(request: HttpRequest, status: int, content: dict[str, Any]) -> HttpResponse:
        return api.create_response(request, content, status=status)

    @api.exception_handler(CiguError)
    def refused(request: HttpRequest, error: CiguError) -> HttpResponse:
        return answer(request, status_of(error), told(error))

    @api.exception_handler(BadRequest)
    def unreadable(request: HttpRequest, error: BadRequest) -> HttpResponse:
        strange = [e for e in error.errors if e.get("type") in ("extra_forbidden", "repeated")]
        first = [*strange, *error.errors, {}][0]  # what we do not know is told before all else
        words = refusals.FIELDS.get(str(first.get("type", "")))
        text = str(words or first.get("msg", "") or refusals.UNREADABLE)
        return answer(request, 422, body("request", text, place_of(first.get("loc", ())) or None))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, 422, body("invalid", " ".join(error.messages)))

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        text = str(error) or str(refusals.NOT_ALLOWED)
        return answer(request, 403, body("not_allowed", text))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(request, 404, body("not_found", str(refusals.NOT_FOUND)))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return answer(request, 401, body("sign_in", str(refusals.SIGN_IN)))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, body("http", str(error)))

    _of_the_database(api, answer)
