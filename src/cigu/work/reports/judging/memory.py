"""What people said of figures: for this report, and for the next one of the same office."""

from __future__ import annotations

from cigu.engines.factcheck.model import Memory

from ..models import CheckDecision, ReportCheck
from .judged import Told

MOST = 2000  # corrections of one office that are remembered, the newest


More = tuple[CheckDecision, ...]  # decisions that are yet to be saved, newer than all that are


def told_of(check: ReportCheck, more: More = ()) -> dict[tuple[int, int], Told]:
    """The newest decision for each place; a link and what is done about it stand together."""
    out: dict[tuple[int, int], Told] = {}
    for row in (*check.decisions.order_by("pk"), *more):
        kept = out.get((row.start, row.end))
        linked = row.indicator or (kept.indicator if kept else "")
        out[(row.start, row.end)] = Told(row.sort, linked, row.text)
    return out


def memory_of(office: str, more: More = ()) -> tuple[Memory, ...]:
    """Corrections of the office's reports, the newest last: the engine takes the last that fits.
    Reports of which nobody knows the office have none in common."""
    if not office:
        return ()
    rows = CheckDecision.objects.filter(sort=CheckDecision.Sort.LINK, check_of__office=office)
    seen: dict[tuple[str, ...], Memory] = {}
    newer = [row for row in reversed(more) if row.sort == CheckDecision.Sort.LINK]
    for row in (*newer, *rows.order_by("-pk")[:MOST]):
        key = (row.counted, row.action, row.measured, row.unit)
        seen.setdefault(key, Memory(row.counted, row.unit, row.indicator, row.action, row.measured))
    return tuple(reversed(seen.values()))
