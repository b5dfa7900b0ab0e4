"""Publish a version, declare a register complete, explain a difference."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.clock.business import today
from cigu.core.figures import freezing
from cigu.core.figures.models import Completeness, Publication
from cigu.core.figures.registry import compute, registered
from cigu.core.figures.sources import Where
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period

from .guards import check_can_edit
from .models import YearbookNote


class YearbookRefused(CiguError):
    pass


def publish_version(
    *, where: Where, title: str, by: Any, on: date | None = None, reason: str = ""
) -> Publication:
    """Freeze all computed figures of the scope. A period still running cannot be published."""
    check_can_edit(where, by)
    if where.period.end > today():
        raise YearbookRefused(
            "running",
            _("The period runs until %(day)s: publish after its last day.") % {"day": where.as_of},
            field="title", value=str(where.period),
        )  # fmt: skip
    return freezing.publish(
        title=title, where=where, by=by, on=on, reason=reason, synthetic=holds_synthetic(where)
    )


def declare_register(
    *, register: str, where: Where, until: date, method: str, by: Any, on: date | None = None
) -> Completeness:
    """State that a register holds everything from the period's first day up to ``until``."""
    check_can_edit(where, by)
    if until < where.period.start:
        raise YearbookRefused(
            "before_period",
            _("%(day)s lies before the period: give a day from %(first)s on.")
            % {"day": until, "first": where.period.start},
            field="until", value=str(until),
        )  # fmt: skip
    if until > today():
        raise YearbookRefused(
            "future", _("%(day)s lies ahead: nothing can be complete yet.") % {"day": until},
            field="until", value=str(until),
        )  # fmt: skip
    span = where.at(Period(where.period.start, until + timedelta(days=1)))
    return freezing.declare_complete(
        register=register, where=span, method=method, by=by, on=on,
        synthetic=holds_synthetic(where),
    )  # fmt: skip


def write_note(
    *, figure: str, where: Where, text: str, by: Any, on: date | None = None, reason: str = ""
) -> YearbookNote:
    check_can_edit(where, by)
    with acting("yearbook.note", by=by, on=on, reason=reason) as step:
        note = YearbookNote(
            figure=figure, territory=where.territory, domain=where.domain,
            since=where.period.start, until=where.period.end, text=text, noted_on=step.on,
            author=by, synthetic=holds_synthetic(where),
        )  # fmt: skip
        note.save()
    return note


def holds_synthetic(where: Where) -> bool:
    """Whether any record behind the figures of this scope is invented."""
    return any(compute(f, where).basis in ("synthetic", "both") for f in registered().values())
