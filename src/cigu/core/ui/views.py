"""The shell's own pages: display choices, scope, the phone's last tab, and the gallery."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cigu.core.access.scope import Access
from cigu.core.audit import context

from . import storage
from .context import DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES
from .listing import list_response
from .scope import SESSION_KEY

YEAR = 365 * 24 * 3600
COOKIES = {
    "theme": (THEME_COOKIE, dict(THEMES)),
    "density": (DENSITY_COOKIE, dict(DENSITIES)),
    "language": (settings.LANGUAGE_COOKIE_NAME, dict(settings.LANGUAGES)),
}


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the choice was made on, never to another site."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Language, theme, row height: kept in cookies, for everybody and without script."""
    response = _back(request)
    for name, (cookie, allowed) in COOKIES.items():
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax")
            if name == "language":
                translation.activate(value)
    return response


@require_POST
@login_required
def choose_scope(request: HttpRequest) -> HttpResponse:
    """The session keeps it; ``scope_of`` ignores a choice that no grant allows."""
    request.session[SESSION_KEY] = request.POST.get("scope", "")[:80]
    return _back(request)


@login_required
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "cigu/me.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page says which entry of the log tells more; nothing of the fault itself."""
    refused = storage.refusal(request, sys.exception())  # a disk may fail below every view
    if refused is not None:
        return refused
    page = loader.render_to_string("500.html", {"incident": context.request.get().id})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def _gallery_open(request: Any) -> None:
    if not settings.DEBUG and not Access.of(request.user).is_staff:
        raise Http404


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of the kit in all its states, to be put beside the mocks."""
    from .gallery import SampleTable, parts

    _gallery_open(request)
    return list_response(request, SampleTable(request), "cigu/gallery.html", **parts(request))


def gallery_phone(request: HttpRequest) -> HttpResponse:
    from .gallery import phone_parts

    _gallery_open(request)
    return render(request, "cigu/gallery_phone.html", phone_parts())
