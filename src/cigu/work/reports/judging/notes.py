"""What holds or does not hold between the figures of a text, and what was not read of it."""

from __future__ import annotations

from typing import Any

from ..reading import Extracted
from .judged import ALARM, Checked
from .wording import told

MOST = 300


UNRECORDED = frozenset({"overlap_not_recorded", "flows_not_recorded"})


def _sort(finding: Any) -> str:
    if finding.level == ALARM:
        return ALARM
    return "missing" if finding.code in UNRECORDED else "note"


def notes_of(found: Checked, extracted: Extracted | None) -> list[dict[str, Any]]:
    """Sorts: alarm, note (between figures), missing (no register tells), repair (broken layout),
    page (a picture)."""
    out: list[dict[str, Any]] = [
        {"sort": _sort(f), "code": f.code, "figures": list(f.figures),
         "text": told(f)}
        for f in sorted(found.findings, key=lambda f: f.level != ALARM)
    ][:MOST]  # fmt: skip
    repairs = [r for r in found.reading.repairs if not r.done]
    out += [
        {"sort": "repair", "code": r.sort, "figures": [], "at": r.order[0].start if r.order else 0}
        for r in repairs[:MOST]
    ]
    unread = extracted.unread if extracted is not None else ()
    out += [{"sort": "page", "code": "picture", "figures": [], "page": n} for n in unread[:MOST]]
    return out
