"""Tags and filters of the kit: ``{% load cigu %}``."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core import signing
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cigu.core.ui import words

register = template.Library()
register.filter("num", words.num)
register.filter("money", words.money)
register.filter("percent", words.percent)
register.filter("signed", words.signed)
register.filter("stamp", words.stamp)
register.filter("yes_no", words.yes_no)

WHO_SALT = "cigu.ui.form"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.+]*\Z")


@register.filter
def day(value: Any, now: Any = None) -> str:
    """``{{ d|day }}`` full, ``{{ d|day:today }}`` short in the same year."""
    return words.day(value, words.as_day(now))


@register.filter
def worded(value: Any) -> str:
    """Any stored value in a sentence: days, numbers, yes and no, or a dash. The audit log keeps
    moments as text."""
    if value is None or value == "":
        return words.DASH
    if isinstance(value, bool):
        return words.yes_no(value)
    if isinstance(value, date):
        return words.stamp(value)
    if isinstance(value, str) and MOMENT.match(value):
        return words.stamp(datetime.fromisoformat(value))
    return words.num(value) if isinstance(value, int | Decimal) else str(value)


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    css = f"i i-{name} i-14" if small else f"i i-{name}"
    return format_html('<span class="{}" aria-hidden="true"></span>', css)


@register.simple_tag
def chip_of(look: str, label: Any) -> SafeString:
    return words.chip(look, label)


@register.simple_tag
def chip(obj: Any) -> SafeString:
    """The state of a record: its look and label come from the room's ``states.py``."""
    info = obj.state_info
    return words.chip(info.look, info.label)


@register.simple_tag(takes_context=True)
def clock(
    context: Any, due: Any, now: Any = None, paused: bool = False, date: bool = False
) -> SafeString:
    """``{% clock task.due_on %}``; with ``date=True`` the day stands beside it."""
    now = words.as_day(now) or words.as_day(context.get("today"))
    mark = words.clock(due, now, paused=paused)
    if not date or due is None:
        return mark
    return format_html("{} {}", mark, words.day(due, now))


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else words.num(value)


@register.simple_tag
def figure(
    value: Any, unit: Any = "", ref: str = "", url: str = "", comparator: str = "",
    panel: str = "", big: bool = False, plain: bool = False,
) -> SafeString:  # fmt: skip
    """``[comparator][value][unit]``; with ``url`` it opens its records (``panel``: by HTMX)."""
    if value is None:
        return format_html('<span class="t3">{}</span>', words.DASH)
    sign = comparator if comparator and comparator != "=" else ""
    before = format_html('<span class="cg-cmp">{}</span>', sign) if sign else SafeString("")
    after = format_html('<span class="cg-unit">{}</span>', unit) if unit else SafeString("")
    text = format_html("{}{}", _value_text(value), after if big else "")
    body = text if plain or not url else _link(text, ref, url, panel, big)
    if big and not url:
        body = format_html('<span class="cg-big">{}</span>', text)
    return format_html("{}{}{}", before, body, "" if big else after)


def _link(text: SafeString, ref: str, url: str, panel: str, big: bool) -> SafeString:
    more = SafeString("")
    if panel:
        more = format_html(
            ' hx-get="{}" hx-target="{}" hx-swap="innerHTML" hx-push-url="true"', url, panel
        )
    css = "cg-fig cg-big" if big else "cg-fig"
    mark = format_html(' data-ref="{}"', ref) if ref else SafeString("")
    return format_html('<a class="{}"{} href="{}"{}>{}</a>', css, mark, url, more, text)


@register.simple_tag
def synth(obj: Any = None, text: str = "") -> SafeString:
    """The violet tag, if ``obj`` (or True) is synthetic."""
    if obj is not None and not (obj is True or getattr(obj, "synthetic", False)):
        return SafeString("")
    return format_html('<span class="cg-synth">{}</span>', text or _("Synthetic"))


@register.simple_tag
def unverified(obj: Any = True, text: str = "") -> SafeString:
    """The ochre tag on a value not yet verified; ``obj`` is True or has ``verified``."""
    if obj is not True and getattr(obj, "verified", True):
        return SafeString("")
    return format_html('<span class="cg-unver">{}</span>', text or _("Unverified"))


@register.simple_tag
def svgbar(share: Any, css: str = "sc", look: str = "", label: str = "") -> SafeString:
    """A bar filled to ``share`` of 1; unknown draws nothing."""
    number = words.as_decimal(share)
    if number is None:
        return format_html('<span class="t3">{}</span>', words.DASH)
    width = min(max(float(number), 0.0), 1.0) * 100
    return _bar([(0.0, width, look)], css, label)


@register.simple_tag
def svgbars(parts: Any, css: str = "cg-bar", label: str = "") -> SafeString:
    """One bar of several parts: ``[(count, look), …]``; a hair's gap between them."""
    total = sum(count for count, _look in parts) or 1
    pieces, at = [], 0.0
    for count, look in parts:
        width = 100 * count / total
        pieces.append((at, max(width - 0.6, 0.2) if count else 0.0, look))
        at += width
    return _bar(pieces, css, label)


def _bar(pieces: list[tuple[float, float, str]], css: str, label: str) -> SafeString:
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}%" y="0" width="{}%" height="100%"/>',
        [(look, f"{x:.2f}", f"{width:.2f}") for x, width, look in pieces],
    )
    told = SafeString(' aria-hidden="true"')
    if label:
        told = format_html(' role="img" aria-label="{}"', label)
    return format_html('<svg class="{}" focusable="false"{}>{}</svg>', css, told, rects)


@register.inclusion_tag("cigu/parts/field.html")
def field(bound: Any, plain: bool = False) -> dict[str, Any]:
    """Label, message, control with its unit, hint, source; ``plain``: without foreign hints."""
    widget = bound.field.widget
    _dress(bound, widget)
    if plain:
        widget.attrs.pop("placeholder", None)
        bound.help_text = ""
    return {
        "f": {
            "bound": bound,
            "kind": _kind(widget),
            "errors": list(bound.errors),
            "unit": getattr(bound.field, "unit", ""),
            "width": getattr(bound.field, "width", ""),
            "optional_mark": _marks_optional(bound),
            "source": getattr(bound.form, "sources", {}).get(bound.name, ""),
            "role": "radiogroup" if isinstance(widget, RadioSelect) else "group",
            "described": _described(bound),
        }
    }


def _kind(widget: Any) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "input"


def _dress(bound: Any, widget: Any) -> None:
    if _kind(widget) == "input":
        css = "form-select" if isinstance(widget, Select) else "form-control"
        widget.attrs["class"] = css


def _marks_optional(bound: Any) -> bool:
    return not bound.field.required and getattr(bound.form, "mark_optional", True)


def _described(bound: Any) -> str:
    ids = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    return " ".join([*ids, *([f"{bound.auto_id}_error"] if bound.errors else [])])


@register.inclusion_tag("cigu/parts/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    linked = [(bound, text) for bound in form.visible_fields() for text in bound.errors]
    plain = list(form.non_field_errors())
    plain += [text for bound in form.hidden_fields() for text in bound.errors]
    return {"form": form, "linked": linked, "plain": plain, "total": len(linked) + len(plain)}


@register.inclusion_tag("cigu/parts/form_token.html", takes_context=True)
def form_token(context: Any) -> dict[str, Any]:
    """Makes a form safe to send twice, and to come back to after signing in again."""
    user = context.get("user")
    return {
        "key": uuid.uuid4(),
        "who": signing.dumps(getattr(user, "pk", None), salt=WHO_SALT),
        "rev": context.get("form_revision"),
    }
