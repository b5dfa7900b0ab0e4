"""Conflicts of interest between the owner of a need and those who might meet it, with evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.records.people.conflicts import Evidence, evidence_for
from cigu.records.teams.models import Membership, Team


@dataclass(frozen=True)
class Conflict:
    """One piece of evidence, and through whom it touches the provider."""

    through: int  # the party that stands too near to the enterprise
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.evidence.kind, self.evidence.source, str(self.evidence.since))


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


def conflicts_of(owner: Any, providers: Iterable[int], on: date,
                 faces: Faces | None = None) -> dict[int, list[Conflict]]:  # fmt: skip
    """Evidence by provider. ``owner``: the enterprise's party. Whoever is not named has none."""
    wanted = list(providers)
    known = faces or Faces(wanted)
    near: dict[int, list[Evidence]] = {}
    for item in evidence_for([owner.pk], on):
        near.setdefault(item.other, []).append(item)
    found = {pk: _found(pk, owner, known, near) for pk in wanted}
    return {pk: rows for pk, rows in found.items() if rows}


def _found(pk: int, owner: Any, faces: Faces, near: dict[int, list[Evidence]]) -> list[Conflict]:
    rows = [
        Conflict(face, item)
        for face in sorted(faces.of.get(pk, {pk}))
        for item in near.get(face, [])
    ]
    if owner.pk in (pk, faces.body.get(pk)):
        rows.append(Conflict(owner.pk, _itself(owner)))
    return list({row.key: row for row in rows}.values())


def _itself(owner: Any) -> Evidence:
    return Evidence(owner.pk, "own_body", _("belongs to the enterprise itself"), str(owner))
