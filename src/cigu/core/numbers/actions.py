"""Numbers such as X-2024-0037. Never a database sequence: those leave gaps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cigu.core.audit.exporting import check_export_is_fresh
from cigu.core.audit.recording import change, note
from cigu.core.clock.business import today
from cigu.core.database.points import reach
from cigu.engines.basis.errors import CiguError

from .models import Counter


class SeriesFrozen(CiguError):
    """After a restore: papers may carry higher numbers than the database knows."""


def next_number(series: str, on: date) -> str:
    """The next number of ``series`` in the year of ``on``; must run inside an action."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is given inside an action only")
    check_export_is_fresh()
    counter, _made = Counter.objects.get_or_create(series=series, year=on.year)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    reach("numbers.raised")
    if counter.frozen:
        raise _frozen(counter)
    return f"{series}-{on.year}-{counter.last:04d}"


def _frozen(counter: Counter) -> SeriesFrozen:
    return SeriesFrozen(
        "series_frozen",
        _("Series %(series)s-%(year)s waits for confirmation after a restore.")
        % {"series": counter.series, "year": counter.year},
        remedy=_("Look up the highest number on paper, then run: %(command)s")
        % {"command": f"cigu numbers confirm {counter.series} {counter.year} LAST --by USER"},
        series=counter.series,
        year=counter.year,
    )


def freeze_all(*, by: Any) -> int:
    """After a restore; returns how many series wait now."""
    with change("numbers.freeze", by=by, on=today()):
        waiting = Counter.objects.update(frozen=True)
        note("numbers.freeze", by=by, on=today(), subject=Counter._meta.label_lower,
             uid=series_uid("*", 0), series=waiting)  # fmt: skip
    return waiting


def confirm_series(series: str, year: int, last: int, *, by: Any) -> Counter:
    """Say the highest number ever given, on paper or in the database; the series goes on."""
    with change("numbers.confirm", by=by, on=today()):
        counter = Counter.objects.select_for_update().filter(series=series, year=year).first()
        if counter is None:
            raise CiguError("no_series", _("There is no series %(series)s-%(year)s.")
                            % {"series": series, "year": year})  # fmt: skip
        if last < counter.last:
            raise CiguError(
                "last_too_low",
                _("%(last)s is lower than the last number of the database, %(known)s.")
                % {"last": last, "known": counter.last},
                remedy=_("Give the highest number that was ever used."),
            )
        before, counter.last, counter.frozen = counter.last, last, False
        counter.save(update_fields=["last", "frozen"])
        note("numbers.confirm", by=by, on=today(), subject=Counter._meta.label_lower,
             uid=series_uid(series, year), last=last, before=before)  # fmt: skip
    return counter


def series_uid(series: str, year: int) -> UUID:
    """A counter has no public id of its own: one that follows from its name."""
    return uuid5(NAMESPACE_URL, f"cigu:series:{series}-{year}")
