"""``Idempotency-Key``: a request sent again has one effect and the same answer.

The key is stored in the transaction of the action, with a hash of the request and the answer: it
exists exactly if the effect does. A caller whose connection broke sends the same again and learns
what became of it. Another request under the same key is refused.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from cigu.core.database import contention
from cigu.core.database.points import reach
from cigu.core.ui.models import SubmittedForm
from cigu.faces.accounts import refusals

from .errors import body
from .strict import operations

KEY_HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 200
NAMESPACE = uuid.UUID("5f3c9a4e-6f0c-4d8a-9a35-8c1d6f4f2b10")  # ours, made once by chance
SAFE = {"GET", "HEAD", "OPTIONS"}
Run = Callable[..., Any]


class Undone(Exception):
    """The action was refused: nothing of it stays, and the key is free again."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def accept_keys(api: NinjaAPI) -> None:
    """For every operation that writes."""
    for _path, operation in operations(api):
        if not SAFE.issuperset(operation.methods):
            operation.run = partial(_run, api, operation.run)  # type: ignore[method-assign]


def _run(api: NinjaAPI, inner: Run, request: HttpRequest, **kw: Any) -> Any:
    told = request.headers.get(KEY_HEADER)
    if told is None or not request.user.is_authenticated:
        return inner(request, **kw)
    if not (0 < len(told) <= LONGEST and told.isascii() and told.isprintable()):
        return _refuse(api, request, 400, "key", refusals.KEY_SHAPE)
    row = _row(request, told)
    for attempt in range(contention.ATTEMPTS):
        try:
            return _first(row, partial(inner, request, **kw))
        except IntegrityError:
            return _again(api, row, request)
        except (DatabaseError, InterfaceError) as error:
            if not contention.again(error) or attempt == contention.ATTEMPTS - 1:
                return api.on_exception(request, error)
            contention.rest(attempt)
    raise AssertionError("every attempt answers")


def _row(request: HttpRequest, told: str) -> SubmittedForm:
    asked = f"{request.method} {request.get_full_path()}"
    digest = hashlib.sha256(asked.encode() + b"\n" + request.body).hexdigest()
    return SubmittedForm(
        key=uuid.uuid5(NAMESPACE, f"{request.user.pk}:{told}"), user_id=int(request.user.pk or 0),
        path=request.path[:500], body_hash=digest,
    )  # fmt: skip


def _first(row: SubmittedForm, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The action and its key in one transaction; a key that is known raises IntegrityError."""
    row.pk, row._state.adding = None, True
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            reach("once.key_written")
            response = act()
            broken = getattr(response, "broken_by", None)
            if broken is not None:
                raise broken
            if response.status_code >= 400:
                raise Undone(response)
            row.status, row.answer = response.status_code, response.content.decode()
            row.save(update_fields=["status", "answer"])
            reach("once.before_commit")
    except Undone as refused:
        return refused.response
    reach("once.committed")
    return response


def _again(api: NinjaAPI, row: SubmittedForm, request: HttpRequest) -> HttpResponse:
    earlier = SubmittedForm.objects.filter(key=row.key).first()
    if earlier is None:  # a constraint of the action itself, not the key
        return _refuse(api, request, 409, "clash", refusals.CLASH)
    if earlier.body_hash != row.body_hash:
        return _refuse(api, request, 409, "key_reused", refusals.KEY_REUSED)
    if not earlier.answer:
        return _refuse(api, request, 409, "answer_gone", refusals.ANSWER_GONE)
    response = HttpResponse(
        earlier.answer, status=earlier.status, content_type="application/json; charset=utf-8"
    )
    response[REPLAYED] = "true"
    return response


def _refuse(api: NinjaAPI, request: HttpRequest, status: int, code: str, text: Any) -> HttpResponse:
    return api.create_response(request, body(code, str(text), KEY_HEADER), status=status)
