"""Why the computed value left the published one: records that came or went, and the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from cigu.core.access.scope import FULL
from cigu.core.audit.history import Entry, FieldChange, history
from cigu.core.figures.freezing import difference
from cigu.core.ui.words import DASH, stamp

from .lines import Line
from .records import address, name, objects

RECENT = 6  # changes of one record that are looked through


@dataclass(frozen=True)
class Cause:
    record: str
    url: str
    text: Any
    by: str


def causes(line: Line, user: Any) -> tuple[list[Cause], int]:
    """Each record that came or went since publication, and how many the viewer may not see."""
    if line.frozen is None or line.result is None:
        return [], 0
    found = difference(line.frozen, line.result)
    rows = [(r.object_type, r.uid, 0, _("came into the count")) for r in found.added]
    rows += [
        (r.object_type, r.object_uid, r.object_revision, _("left the count")) for r in found.removed
    ]
    known = objects(user, [(kind, uid) for kind, uid, _rev, _what in rows])
    shown = [
        cause(known[(kind, uid)], revision, what)
        for kind, uid, revision, what in rows
        if (kind, uid) in known
    ]
    return shown, len(rows) - len(shown)


def cause(obj: Any, revision: int, what: str) -> Cause:
    entry = latest(obj, revision) if obj.disclosure == FULL else None
    if entry is None:
        return Cause(name(obj), address(obj), f"{what}{_('.')}", "")
    return Cause(name(obj), address(obj), told(entry, what), by(entry))


def latest(obj: Any, revision: int) -> Entry | None:
    """The newest change made after the published revision."""
    later = [e for e in history(obj, RECENT) if e.revision > revision and e.changes]
    return later[0] if later else None


def told(entry: Entry, what: str) -> Any:
    """签署日 2024-06-06 改为 2024-06-11，移出本期。"""
    if entry.created:
        return _("was recorded; it %(what)s.") % {"what": what}
    parts = [(moved(change),) for change in entry.changes[:3]]
    return format_html(
        _("{change}; it {what}."), change=format_html_join(" · ", "{}", parts), what=what
    )


def moved(change: FieldChange) -> Any:
    return format_html(
        _("{label} <del>{before}</del> to <b>{after}</b>"),
        label=change.label, before=change.before or DASH, after=change.after or DASH,
    )  # fmt: skip


def by(entry: Entry) -> str:
    text = f"{entry.actor} {stamp(entry.at)}"
    return f"{text} {_('Reason: %(reason)s') % {'reason': entry.reason}}" if entry.reason else text
