"""``{% load needs %}``: a measured value as the engineer wrote it."""

from __future__ import annotations

from typing import Any

from django import template

from cigu.core.ui import words

register = template.Library()


@register.filter
def quantity(value: Any) -> str:
    """142.000000 → 142; the column's scale is not part of the value."""
    number = words.as_decimal(value)
    return words.num(None if number is None else number.normalize())
