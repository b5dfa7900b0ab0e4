"""Which receipts this browser holds: the uids of their cases, never a code. The code stands in the
session only until the page of the receipt has told it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import Http404, HttpRequest

from cigu.records.publicnotices.models import Objection

from .models import Claim

CASES, CODES = "receipt_cases", "receipt_codes"
KINDS = (Objection, Claim)
MOST = 20


def keep(request: HttpRequest, case: Any, code: str = "") -> None:
    """This browser may read the case; ``code``: to be told on the next page."""
    uid = str(case.uid)
    known = [kept for kept in request.session.get(CASES, []) if kept != uid]
    request.session[CASES] = [*known, uid][-MOST:]
    if code:
        codes = {**request.session.get(CODES, {}), uid: code}
        request.session[CODES] = dict(list(codes.items())[-MOST:])


def case_of(request: HttpRequest, number: str) -> Any:
    """The case whose receipt this browser holds; for everybody else there is none."""
    known = request.session.get(CASES, [])
    for model in KINDS if known else ():
        case = model._base_manager.filter(number=number, uid__in=known).first()
        if case is not None:
            return case
    raise Http404


def code_once(request: HttpRequest, case: Any) -> str:
    """What the first page of the receipt tells; nothing after it."""
    codes = dict(request.session.get(CODES, {}))
    code = str(codes.pop(str(case.uid), ""))
    if code:
        request.session[CODES] = codes
    return code


@receiver(user_logged_in)
def drop(request: HttpRequest | None = None, **_sent: Any) -> None:
    """Who signs in may be somebody else than who sat at the browser before."""
    if request is not None and hasattr(request, "session"):
        for name in (CASES, CODES):
            request.session.pop(name, None)
