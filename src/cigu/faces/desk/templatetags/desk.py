"""Tags and filters of the desk: ``{% load desk %}``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from cigu.faces.yearbook import records

register = template.Library()
register.filter("address", records.address)
register.filter("record_name", records.name)


@register.filter
def about(row: Any) -> str:
    """Whom or what a record concerns, unless its name says so already."""
    found = records.owner(row)
    return "" if found in records.name(row) else found


@register.filter
def long_day(value: date) -> Any:
    """2024 年 6 月 14 日 星期五。"""
    day = date(value.year, value.month, value.day)
    written = formats.date_format(day, _("j F Y, l"))
    return _("%(day)s. ") % {"day": written}
