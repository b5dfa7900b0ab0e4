"""Writes that cannot be kept: a page that says so, and a strip on every page while it lasts."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cigu.core.database import contention, storage

log = logging.getLogger(__name__)


def words(kind: str) -> str:
    return {
        storage.FULL: _("The disk is full, so nothing can be saved now. Reading goes on."),
        storage.READ_ONLY: _(
            "The disk or the database is read-only, so nothing can be saved now. Reading goes on."
        ),
        storage.DAMAGED: _("The database is damaged. Stop working with it and restore a backup."),
    }.get(kind, _("The disk does not keep what is written, so nothing can be saved now."))


def strip() -> str:
    """For every page; empty while all is well."""
    kind = storage.trouble(storage.folders())
    return words(kind) if kind else ""


def noted(error: BaseException | None) -> str:
    """The words for a write that failed so, remembered and logged; empty for any other error."""
    kind = storage.kind_of(error)
    if not kind:
        return ""
    storage.remember(kind)
    log.error("a write was refused (%s): %s", kind, error)
    return words(kind)


def busy(error: BaseException | None) -> str:
    """The words for a database that has no turn left or is away for a moment; else empty."""
    if not contention.passing(error):
        return ""
    log.warning("the database is busy: %s", error)
    return _("The database is busy or restarting. Send it again in a moment.")


def later(response: HttpResponse, error: BaseException | None) -> HttpResponse:
    """With the time after which it is worth coming back."""
    if contention.passing(error):
        response["Retry-After"] = str(contention.RETRY_AFTER)
    return response


def refusal(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    if text := busy(error):
        return later(render(request, "busy.html", {"text": text}, status=503), error)
    text = noted(error)
    return render(request, "503.html", {"text": text}, status=503) if text else None
