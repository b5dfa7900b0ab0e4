"""What happened to a need and its matches, newest first, in a broker's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf
from cigu.records.needs.models import Need

from .models import Match, NeedNote
from .states import DECLINE_REASONS, EXCLUDE_REASONS

SHOWN = 12
ONE_AFTER_ANOTHER = timedelta(seconds=5)
NEED_VERBS = {
    "needs.raise": gettext_lazy("Need registered"),
    "needs.submit": gettext_lazy("Need submitted"),
    "needs.accept": gettext_lazy("Need accepted"),
    "needs.publish": gettext_lazy("Need published"),
    "needs.edit": gettext_lazy("Need changed"),
    "needs.return": gettext_lazy("Returned for correction"),
    "needs.renew": gettext_lazy("Need renewed"),
    "needs.expire": gettext_lazy("Need expired"),
    "needs.withdraw": gettext_lazy("Need withdrawn"),
    "matchmaking.reopen": gettext_lazy("Nobody is left: looking for others"),
    "matchmaking.failed": gettext_lazy("Negotiation ended without a contract"),
    "matchmaking.signed": gettext_lazy("Cooperation signed, need solved"),
}
MATCH_VERBS = {
    "matchmaking.accept": gettext_lazy("interested"),
    "matchmaking.decline": gettext_lazy("declined"),
    "matchmaking.declare_conflict": gettext_lazy("conflict of interest"),
    "matchmaking.exclude": gettext_lazy("excluded"),
    "matchmaking.restore": gettext_lazy("taken back in"),
    "matchmaking.lapse": gettext_lazy("no answer in time"),
    "matchmaking.remind": gettext_lazy("reminded"),
    "matchmaking.extend": gettext_lazy("given more time"),
    "matchmaking.meet": gettext_lazy("first meeting held"),
    "matchmaking.negotiate": gettext_lazy("negotiation begun"),
    "matchmaking.release": gettext_lazy("no longer needed"),
}
BAD = {"matchmaking.lapse", "matchmaking.failed"}
CODES = {"decline_code": dict(DECLINE_REASONS), "exclude_code": dict(EXCLUDE_REASONS)}


@dataclass
class Line:
    leaf: AuditLeaf
    who: str
    text: str
    actor: str = ""
    reason: str = ""
    look: str = ""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.leaf.recorded_at

    @property
    def on(self) -> date:
        return self.leaf.business_date

    @property
    def same_day(self) -> bool:
        """Recorded on the business day: then the minute means something."""
        return timezone.localtime(self.at).date() == self.on


def timeline(need: Need, limit: int | None = SHOWN) -> tuple[list[Line], int]:
    """The lines and how many there are in all."""
    matches = {m.uid: m for m in need.matches.select_related("provider", "achievement")}
    notes = {n.uid: n for n in NeedNote._base_manager.filter(need=need)}
    rows = AuditLeaf.objects.filter(
        Q(object_uid=need.uid) | Q(object_uid__in=matches) | Q(object_uid__in=notes)
    ).order_by("-id")
    lines = list(_lines(rows, need, matches, notes))
    return _filled(lines[:limit]), len(lines)


def _filled(lines: list[Line]) -> list[Line]:
    """What the leaves keep aside is read for the lines that are shown."""
    asides = Asides(line.leaf for line in lines)
    for line in lines:
        line.actor = asides.actor(line.leaf) if line.leaf.actor_id else ""
        line.reason = asides.reason(line.leaf)
        if line.leaf.verb == "needs.edit":
            line.changes = list(_changes(line.leaf, asides))
    return lines


def _lines(rows: Iterable[AuditLeaf], need: Need, matches: Any, notes: Any) -> Iterable[Line]:
    invited: list[AuditLeaf] = []  # together, newest first: they become one line
    shown: Line | None = None
    for leaf in rows:
        if leaf.object_uid in notes:
            yield _line(leaf, "", notes[leaf.object_uid].text)
        elif leaf.object_uid == need.uid:
            if leaf.verb in NEED_VERBS:
                yield _of_need(leaf)
        elif leaf.verb == "matchmaking.propose":
            if shown and _together(invited[-1], leaf):
                invited.append(leaf)
                shown.text = _invitation(invited)
            else:
                invited = [leaf]
                shown = _line(leaf, "", _invitation(invited))
                yield shown
        elif leaf.verb in MATCH_VERBS and _moved(leaf):
            yield _of_match(leaf, matches[leaf.object_uid])


def _together(later: AuditLeaf, earlier: AuditLeaf) -> bool:
    """Sent by one click; where no request says so (a job, the demo), shortly after one another."""
    if later.request_id or earlier.request_id:
        return later.request_id == earlier.request_id
    if (later.actor, later.business_date) != (earlier.actor, earlier.business_date):
        return False
    return later.recorded_at - earlier.recorded_at < ONE_AFTER_ANOTHER


def _invitation(leaves: list[AuditLeaf]) -> str:
    day = (leaves[-1].after or {}).get("respond_by", "—")
    return _("Invited %(n)s, answer by %(day)s") % {"n": len(leaves), "day": day}


def _moved(leaf: AuditLeaf) -> bool:
    return bool(leaf.after) and leaf.before is not None


def _of_need(leaf: AuditLeaf) -> Line:
    return _line(leaf, "", str(NEED_VERBS[leaf.verb]))


def _changes(leaf: AuditLeaf, asides: Asides) -> Iterable[tuple[str, Any, Any]]:
    labels = {f.attname: str(f.verbose_name) for f in Need._meta.concrete_fields}
    for name in leaf.after or {}:
        if name in labels and name not in ("problem", "tried"):
            yield (
                labels[name],
                asides.value(leaf, "before", name),
                asides.value(leaf, "after", name),
            )


def _of_match(leaf: AuditLeaf, match: Match) -> Line:
    line = _line(leaf, match.offer, str(MATCH_VERBS[leaf.verb]))
    for name, words in CODES.items():
        code = (leaf.after or {}).get(name)
        if code:
            line.text = f"{line.text}：{words.get(code, code)}"
    if leaf.verb == "matchmaking.extend":
        day = (leaf.after or {}).get("respond_by")
        line.text = _("given until %(day)s") % {"day": day}
    return line


def _line(leaf: AuditLeaf, who: str, text: str) -> Line:
    return Line(leaf, who, text, look="bad" if leaf.verb in BAD else "")
