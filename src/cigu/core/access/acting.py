"""The frame of every action: resolve the business date, check it, open the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.audit.context import Change
from cigu.core.audit.recording import change
from cigu.core.clock.business import today

from .errors import DateRefused
from .roles import BACKDATE
from .scope import Access


@contextmanager
def acting(
    verb: str, *, by: Any, on: date | None = None, reason: str = "", for_party: Any = None
) -> Iterator[Change]:
    """``with acting("checkups.issue", by=user, on=day) as step:`` — one transaction, one audit
    leaf per saved row. A day before today needs a right and a reason; a day to come is refused."""
    day = business_day(by, on, reason)
    with change(verb, by=by, on=day, reason=reason, acting_for=for_party) as step:
        yield step


def business_day(by: Any, on: date | None, reason: str) -> date:
    now = today()
    if on is None or on == now:
        return now
    if on > now:
        raise DateRefused(
            "future_date",
            _("Date %(on)s lies ahead of today, %(now)s: give today or an earlier day.")
            % {"on": on, "now": now},
            field="on",
            value=str(on),
        )
    if not Access.of(by).right(BACKDATE):
        raise DateRefused(
            "backdate_right",
            _("Date %(on)s lies before today, %(now)s: only an officer may backdate. Use today.")
            % {"on": on, "now": now},
            field="on",
            value=str(on),
        )
    if not reason.strip():
        raise DateRefused(
            "backdate_reason",
            _("Date %(on)s lies before today, %(now)s: give the reason.") % {"on": on, "now": now},
            field="reason",
            value="",
        )
    return on
