"""What browsers report of the content security policy: a page tried to load or run what the policy
forbids. Nobody reads thousands of them: equal ones are counted, the first becomes an alarm.

Anybody may send a report, so little of it is kept: the directive, where the forbidden thing came
from, the page's path without its query. Lists are bounded, and so is what one address may send.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cigu.core.notices.alarms import clear_alarm, is_open, raise_alarm

from .models import PolicyReport

LONGEST = 16_000  # bytes of one message
MOST = 200  # different reports that are kept
A_MINUTE, PER_ADDRESS = 60, 30
QUIET = timedelta(days=1)  # without a report, the alarm goes
ALARM = "policy.report"
KINDS = ("application/csp-report", "application/reports+json", "application/json")


@csrf_exempt  # the browser sends it by itself, without a form; it changes no record
@login_not_required
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """204 for whatever arrives: a sender learns nothing."""
    if request.content_type in KINDS and len(request.body) <= LONGEST and _may(request):
        for told in _reports(request.body):
            _keep(told)
    return HttpResponse(status=204)


def watch() -> None:
    """By the worker: a day without reports ends the alarm."""
    if (
        is_open(ALARM)
        and not PolicyReport.objects.filter(last_at__gt=timezone.now() - QUIET).exists()
    ):
        clear_alarm(ALARM)


def _may(request: HttpRequest) -> bool:
    address = hashlib.sha256(str(request.META.get("REMOTE_ADDR", "")).encode()).hexdigest()[:16]
    key = f"policy:{address}"
    cache.add(key, 0, A_MINUTE)
    try:
        return bool(cache.incr(key) <= PER_ADDRESS)
    except ValueError:  # it ran out in between
        return True


def _reports(content: bytes) -> list[dict[str, str]]:
    """Of both shapes that browsers send; of anything else, none."""
    try:
        sent = json.loads(content)
    except (ValueError, RecursionError):
        return []
    if isinstance(sent, dict):
        return _told(sent.get("csp-report"), "effective-directive", "blocked-uri", "document-uri")
    if not isinstance(sent, list):
        return []
    names = ("effectiveDirective", "blockedURL", "documentURL")
    bodies = [one.get("body") for one in sent[:10] if isinstance(one, dict)]
    return [told for body in bodies for told in _told(body, *names)]


def _told(body: Any, directive: str, blocked: str, document: str) -> list[dict[str, str]]:
    if not isinstance(body, dict):
        return []
    rule = str(body.get(directive) or body.get("violated-directive") or "").split(" ")[0]
    return [{
        "directive": _plain(rule, 40), "blocked": _origin(str(body.get(blocked) or "")),
        "page": _plain(_path(str(body.get(document) or "")), 200),
    }]  # fmt: skip


def _origin(address: str) -> str:
    """Where it came from; “inline”, “eval” and “data” have no place."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    shown = f"{parts.scheme}://{parts.hostname}" if parts.hostname else parts.scheme or parts.path
    return _plain(shown, 100)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _plain(text: str, most: int) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:most]


def _keep(told: dict[str, str]) -> None:
    key = hashlib.sha256("\n".join(told.values()).encode()).hexdigest()
    known = PolicyReport.objects.filter(key=key)
    if not known.update(times=F("times") + 1, last_at=timezone.now()):
        if PolicyReport.objects.count() >= MOST:
            return
        PolicyReport.objects.get_or_create(key=key, defaults=told)
    text = _(
        "A page tried to load what it may not: %(directive)s, %(blocked)s on %(page)s."
        " Somebody may have put a script into a text."
    )
    raise_alarm(ALARM, text % told)
