"""``{% load matchmaking %}``: passages with their matched terms marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cigu.records.people.models import ProfileDocument

register = template.Library()
KINDS = {**dict(ProfileDocument.Kind.choices), "profile": _("profile")}


@register.filter
def marked(passage: dict[str, Any]) -> SafeString:
    """The quoted sentence, the shared terms inside ``<mark>``; neighbours run together."""
    return format_html_join("", "{}", ((p,) for p in _pieces(passage["text"], _spans(passage))))


def _spans(passage: dict[str, Any]) -> list[list[int]]:
    spans: list[list[int]] = []
    for _term, start, end in sorted(passage["terms"], key=lambda t: t[1]):
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([start, end])
    return spans


def _pieces(text: str, spans: list[list[int]]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        yield conditional_escape(text[at:start])
        yield format_html("<mark>{}</mark>", text[start:end])
        at = end
    yield conditional_escape(text[at:])


@register.filter
def kind_word(passage: dict[str, Any]) -> str:
    return str(KINDS.get(passage.get("kind", ""), ""))


@register.filter
def kind_name(code: str) -> str:
    return str(KINDS.get(code, ""))


@register.filter
def best_terms(passage: dict[str, Any]) -> str:
    """What of the need this passage answers: its longest terms, as they are written there."""
    terms = list(dict.fromkeys(passage["text"][a:b] for a, b in _spans(passage)))
    return "、".join(sorted(terms, key=lambda t: (-len(t), t))[:2])
