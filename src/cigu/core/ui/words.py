"""How values are written: numbers, money, days, shares, clocks. Unknown is a dash, never zero."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.clock.business import days_left, today

DASH = "—"
MINUS = "\u2212"
SOON = 3  # working days; from here on a clock warns


def as_decimal(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def num(value: Any, places: int | None = None) -> str:
    """1234.5 → 1,234.5; negative with a true minus; unknown as a dash."""
    number = as_decimal(value)
    if number is None:
        return DASH
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if number == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def money(value: Any) -> str:
    """An amount kept in ten thousand yuan, with two decimals."""
    return num(value, 2)


def percent(value: Any, places: int = 1) -> str:
    """A share between 0 and 1 as a percentage."""
    number = as_decimal(value)
    return DASH if number is None else f"{num(number * 100, places)}%"


def signed(value: Any) -> str:
    """A difference: +2, −1, 0."""
    number = as_decimal(value)
    if number is None:
        return DASH
    return f"+{num(number)}" if number > 0 else num(number)


def as_day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value.replace() if isinstance(value, date) else None  # a lazy day becomes a plain one


def day(value: Any, now: date | None = None) -> str:
    """2024-06-14; with ``now`` given and in the same year, 06-14."""
    found = as_day(value)
    if found is None:
        return DASH
    return f"{found:%m-%d}" if now is not None and found.year == now.year else found.isoformat()


def stamp(value: Any) -> str:
    """Day and minute, in the site's time zone."""
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


def clock_words(left: int) -> str:
    if left < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -left) % {"n": -left}
    if left == 0:
        return _("Today")
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


def clock(due: Any, now: date | None = None, *, paused: bool = False) -> SafeString:
    """Working days until ``due`` as design.md §6 draws them."""
    if paused:
        return format_html('<span class="cg-clock hold">{}</span>', _("Paused"))
    end = as_day(due)
    if end is None:
        return format_html('<span class="t3">{}</span>', DASH)
    left = days_left(end, now or today())
    if left == 0 and end < (now or today()):
        left = -1  # it ran out on a day off since: past, though no working day has gone by
    css = " late" if left < 0 else " warn" if left <= SOON else ""
    return format_html('<span class="cg-clock{}"><b>{}</b></span>', css, clock_words(left))


def chip(look: str, label: Any) -> SafeString:
    return format_html('<span class="cg-chip {}">{}</span>', look, capfirst(label))


def yes_no(value: Any) -> str:
    if value is None:
        return DASH
    return _("Yes") if value else _("No")
