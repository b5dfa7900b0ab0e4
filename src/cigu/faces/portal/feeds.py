"""Atom feeds and the maps for search engines: all lists, newest first."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from .public import KINDS, Kind
from .terms import terms

NEWEST = 50
MAPPED = 10_000  # records of one kind that the map names, newest first
ATOM = "application/atom+xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    if code not in KINDS:
        raise Http404
    kind = KINDS[code]
    rows = kind.newest(NEWEST)
    made = Atom1Feed(
        title=_("%(kind)s: public portal") % {"kind": kind.label},
        link=request.build_absolute_uri(kind.list_address),
        feed_url=request.build_absolute_uri(), description=None, language=get_language(),
        feed_copyright=terms().sentence, author_name=terms().office,
    )  # fmt: skip
    for row in rows:
        made.add_item(**_item(request, kind, row))
    newest = max((kind.day(row) for row in rows), default=None)
    made.latest_post_date = lambda: _noon(newest)  # type: ignore[method-assign]
    return _answer(request, str(made.writeString("utf-8")), ATOM)


def _item(request: HttpRequest, kind: Kind, row: Any) -> dict[str, Any]:
    marks = [_("Synthetic")] if row.synthetic else []
    return {
        "title": f"{row.title} [{marks[0]}]" if marks else row.title,
        "link": request.build_absolute_uri(kind.address(row)),
        "description": f"{kind.reading_day(row)} {kind.summary(row)}",
        "unique_id": f"urn:uuid:{row.uid}",
        "pubdate": _noon(kind.day(row)), "updateddate": _noon(kind.day(row)), "categories": marks,
    }  # fmt: skip


def _noon(day: Any) -> datetime:
    """Records know days; noon is the same day wherever it is read."""
    if day is None:
        return datetime(2020, 1, 1, tzinfo=UTC)
    return timezone.make_aware(datetime.combine(day, time(12)))


def _answer(request: HttpRequest, text: str, kind: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response: Any = get_conditional_response(request, etag=tag)
    if response is None or response.status_code != 304:
        response = HttpResponse(text, content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only the portal is for machines that read everything."""
    lines = [
        "User-agent: *", "Allow: /portal/", "Allow: /static/", "Disallow: /portal/search/",
        "Disallow: /", f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}", "",
    ]  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    places = [(reverse("portal:sitemap_of", args=[code]), None) for code in KINDS]
    return _map(request, "sitemapindex", "sitemap", places)


@require_safe
def sitemap_of(request: HttpRequest, code: str) -> HttpResponse:
    if code not in KINDS:
        raise Http404
    kind = KINDS[code]
    places = [(kind.list_address, None)]
    places += [(kind.address(row), kind.day(row)) for row in kind.newest(MAPPED)]
    return _map(request, "urlset", "url", places)


def _map(
    request: HttpRequest, outer: str, inner: str, places: list[tuple[str, Any]]
) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    write = SimplerXMLGenerator(response, "utf-8")
    write.startDocument()
    write.startElement(outer, AttributesImpl({"xmlns": SITEMAP}))
    for address, day in places:
        write.startElement(inner, AttributesImpl({}))
        write.addQuickElement("loc", request.build_absolute_uri(address))
        if day is not None:
            write.addQuickElement("lastmod", day.isoformat())
        write.endElement(inner)
    write.endElement(outer)
    write.endDocument()
    return response
