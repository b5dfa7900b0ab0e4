"""Conflicts of interest between the owner of a need and those who might meet it, with evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import ConflictWaiver, Need
from cigu.records.people.conflicts import Evidence, evidence_for
from cigu.records.people.models import three_years_before
from cigu.records.teams.models import Membership, Team

ON_RECORD = "cooperated"  # through this very system: said, but no bar to a second cooperation


@dataclass(frozen=True)
class Conflict:
    """One piece of evidence, and through whom it touches the provider."""

    through: int  # the party that stands too near to the enterprise
    evidence: Evidence
    waiver: ConflictWaiver | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The same tie of another member is another ground: it was not looked at."""
        told = self.evidence
        return (told.kind, told.source, str(told.since), str(self.through))

    @property
    def bars(self) -> bool:
        return self.waiver is None and self.evidence.kind != ON_RECORD


def barring(rows: Iterable[Conflict]) -> list[Conflict]:
    """Those that forbid an invitation."""
    return [row for row in rows if row.bars]


class Faces:
    """Parties that speak for a provider: a team's leader and members, and itself."""

    def __init__(self, providers: Iterable[int]) -> None:
        self.of: dict[int, set[int]] = {pk: {pk} for pk in providers}
        self.body: dict[int, int] = {}  # team → the institution it belongs to
        teams = Team._base_manager.filter(party__in=self.of).values_list(
            "pk", "party_id", "leader__party_id", "organisation__party_id"
        )
        by_team = {}
        for pk, party, leader, body in teams:
            by_team[pk], self.body[party] = party, body
            self.of[party] |= {leader} if leader else set()
        members = Membership._base_manager.filter(team__in=by_team, until__isnull=True)
        for team, person in members.values_list("team_id", "person__party_id"):
            self.of[by_team[team]].add(person)


def conflicts_of(
    need: Need, providers: Iterable[int], on: date, faces: Faces | None = None
) -> dict[int, list[Conflict]]:
    """Evidence by provider, also what was waived; ``barring`` says what forbids an invitation.
    Whoever is not named has none."""
    wanted, owner = list(providers), need.organisation.party
    known = faces or Faces(wanted)
    near: dict[int, list[Evidence]] = {}
    for item in (*evidence_for([owner.pk], on), *_cooperated(need, on)):
        near.setdefault(item.other, []).append(item)
    waived = _waivers(need, wanted)
    found = {pk: _found(pk, owner, known, near, waived.get(pk)) for pk in wanted}
    return {pk: rows for pk, rows in found.items() if rows}


def _found(
    pk: int, owner: Any, faces: Faces, near: dict[int, list[Evidence]],
    waiver: ConflictWaiver | None,
) -> list[Conflict]:  # fmt: skip
    rows = [
        Conflict(face, item)
        for face in sorted(faces.of.get(pk, {pk}))
        for item in near.get(face, [])
    ]
    if owner.pk in (pk, faces.body.get(pk)):
        rows.append(Conflict(owner.pk, _itself(owner)))
    each = {row.key: row for row in rows}
    waived = {tuple(ground) for ground in waiver.grounds} if waiver else set()
    return [
        Conflict(row.through, row.evidence, waiver if key in waived else None)
        for key, row in each.items()
    ]


def _waivers(need: Need, providers: list[int]) -> dict[int, ConflictWaiver]:
    rows = ConflictWaiver.objects.filter(need=need, party__in=providers, until__isnull=True)
    return {row.party_id: row for row in rows.select_related("officer")}


def _cooperated(need: Need, on: date) -> list[Evidence]:
    """Contracts of this system between the same two within three years: to be known, no bar."""
    rows = Cooperation._base_manager.filter(
        enterprise=need.organisation_id, signed_on__lte=on, signed_on__gte=three_years_before(on)
    )
    label = _("cooperated before")
    return [
        Evidence(party, ON_RECORD, label, row.number, row.signed_on)
        for row in rows
        for party in (row.provider_id, row.adviser_id)
        if party is not None
    ]


def _itself(owner: Any) -> Evidence:
    return Evidence(owner.pk, "own_body", _("belongs to the enterprise itself"), str(owner))
