"""The candidates of a need as the broker reads them: grounds, conflicts, load, record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.access.models import Party
from cigu.core.clock.business import today
from cigu.records.needs.models import Need

from .conflicts import Conflict, barring, conflicts_of
from .filtering import WORDS
from .loads import Load, loads_of
from .models import OPEN_STATES, Kind, Match

COMPARED = 4


@dataclass
class Candidate:
    match: Match
    load: Load
    record: str
    conflicts: list[Conflict] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # of those through whom conflicts run

    @property
    def barring(self) -> list[Conflict]:
        return barring(self.conflicts)

    @property
    def waiver(self) -> Any:
        return next((c.waiver for c in self.conflicts if c.waiver), None)

    @property
    def is_barred(self) -> bool:
        return bool(self.barring) and self.match.state in ("suggested", "lapsed", "excluded")

    @property
    def can_be_asked(self) -> bool:
        return not self.barring and self.match.state in ("suggested", "lapsed")

    @property
    def evidence(self) -> list[str]:
        return [
            _("%(who)s: %(what)s since %(since)s (%(source)s)")
            % {"who": self.names.get(c.through, ""), "what": c.evidence.label,
               "since": c.evidence.since or "—", "source": c.evidence.source}
            for c in self.conflicts
        ]  # fmt: skip

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The documents that gave the score, best first."""
        return list(self.match.parts.get("documents", ()))

    @property
    def is_low(self) -> bool:
        """Found by translated terms more than by its own: of low confidence."""
        return bool(self.match.parts.get("confidence") == "low")

    @property
    def filters(self) -> list[tuple[Any, bool | None]]:
        """Each condition that was asked, in words, and whether it is met; None is unknown."""
        return [(WORDS[n], passed) for n, passed in self.match.parts.get("filters", {}).items()]

    @property
    def name(self) -> str:
        return self.match.achievement.title if self.match.achievement else str(self.match.provider)

    @property
    def leader(self) -> str:
        """Team: leader and title; expert: title and employer; achievement: who owns it."""
        row = _record(self.match)
        if self.match.kind == Kind.TEAM and row is not None:
            lead = row.leader
            return _("Leader %(name)s") % {"name": f"{lead}·{lead.title}" if lead else "—"}
        if self.match.kind == Kind.PERSON and row is not None:
            return "·".join(str(part) for part in (row.title, row.employer) if part)
        return str(self.match.provider)

    @property
    def maturity(self) -> int | None:
        row = self.match.achievement or _record(self.match)
        return getattr(row, "maturity", None)

    @property
    def place(self) -> str:
        return getattr(_record(self.match), "location", "") or ""

    @property
    def url(self) -> str:
        row = self.match.achievement or _record(self.match)
        return row.get_absolute_url() if row is not None else ""

    @property
    def shared(self) -> str:
        """The terms that the need and the best passages share, longest first."""
        terms = {t[0] for passage in self.match.passages for t in passage["terms"]}
        return "、".join(sorted(terms, key=lambda t: (-len(t), t))[:3])


def _record(match: Match) -> Any:
    name = "person" if match.kind == Kind.PERSON else "team"
    return getattr(match.provider, name, None)


def candidates_of(need: Need, user: Any, kind: str = "") -> list[Candidate]:
    """Best first; those ruled out by a conflict or the broker come last."""
    rows = Match.objects.for_(user).filter(need=need).select_related(
        "provider__team__leader", "provider__team__organisation", "provider__person__employer",
        "achievement__team", "achievement__owner", "cooperation", "broker",
        "need__organisation__party", "need__territory", "need__domain",
    )  # fmt: skip
    matches = list(rows.filter(kind=kind) if kind else rows)
    found = _with_facts(need, matches)
    return sorted(found, key=_order)


def _order(row: Candidate) -> tuple[bool, float, int]:
    out = row.is_barred or row.match.state == "excluded"
    return (out, -float(row.match.score or 0), row.match.pk)


def _with_facts(need: Need, matches: list[Match]) -> list[Candidate]:
    providers = {m.provider_id for m in matches}
    conflicts = conflicts_of(need, providers, today())
    loads, records = loads_of(providers), records_of(providers)
    through = {c.through for rows in conflicts.values() for c in rows}
    names = {p.pk: p.name for p in Party.objects.filter(pk__in=through)}
    return [
        Candidate(
            m,
            loads[m.provider_id],
            records.get(m.provider_id, _("First invitation")),
            conflicts.get(m.provider_id, []),
            names,
        )
        for m in matches
    ]


def records_of(providers: Iterable[int]) -> dict[int, str]:
    """How earlier invitations went: asked, answered in time, signed."""
    rows = (
        Match.objects.asked()
        .filter(provider__in=list(providers))
        .order_by()
        .values("provider")
        .annotate(
            asked=Count("pk"),
            kept=Count("pk", filter=Q(answered_on__lte=F("respond_by"))),
            signed=Count("pk", filter=Q(state="signed")),
        )
    )
    return {row["provider"]: _told(row) for row in rows}


def _told(row: dict[str, Any]) -> str:
    asked = ngettext("%(n)s invitation", "%(n)s invitations", row["asked"]) % {"n": row["asked"]}
    return _("%(asked)s, %(kept)s answered in time, %(signed)s signed") % {
        "asked": asked, "kept": row["kept"], "signed": row["signed"],
    }  # fmt: skip


def compared(rows: list[Candidate], chosen: list[str]) -> tuple[list[Candidate], list[Candidate]]:
    """The columns of the comparison and the rest: those the broker named, else the best four."""
    named = [row for row in rows if str(row.match.uid) in chosen]
    shown = named or _default(rows)
    return shown[:COMPARED], [row for row in rows if row not in shown[:COMPARED]]


def _default(rows: list[Candidate]) -> list[Candidate]:
    """Open matches, then those on the shortlist, keep their column even where a later ranking
    would push them out."""
    live = [r for r in rows if r.match.state in OPEN_STATES or r.match.state == "signed"]
    listed = [r for r in rows if r.match.shortlisted_on and r not in live]
    others = [r for r in rows if r not in live + listed and r.can_be_asked]
    best = (live + listed + others)[:COMPARED]
    return sorted(best, key=_order)
