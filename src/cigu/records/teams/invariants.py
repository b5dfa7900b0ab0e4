"""Teams, their leaders and members."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cigu.core.access.models import Party
from cigu.core.invariants.rows import before, differs, never, rows_of

from .models import Membership, Team

never("teams.party_kind", "a team's party is a team", Team, ~Q(party__kind="team"), "party_id")
never(
    "teams.party_basis",
    "a team is invented exactly if its party is",
    Team,
    differs("synthetic", "party__synthetic"),
    "party_id",
)
never(
    "teams.party_has_team",
    "a party of kind team has its team",
    Party,
    Q(kind="team") & ~Exists(rows_of(Team).filter(party=OuterRef("pk"))),
)
never(
    "teams.leader_basis",
    "an invented team has no real leader",
    Team,
    Q(synthetic=True, leader__synthetic=False),
    "leader_id",
)
never(
    "teams.leader_belongs",
    "a leader is or was a member of the team",
    Team,
    Q(leader__isnull=False)
    & ~Exists(rows_of(Membership).filter(team=OuterRef("pk"), person=OuterRef("leader"))),
    "leader_id",
)
never(
    "teams.maturity_scale",
    "maturity is a level from 1 to 9",
    Team,
    Q(maturity=0) | Q(maturity__gt=9),
    "maturity",
)
never(
    "teams.membership_span",
    "a membership does not end before it begins",
    Membership,
    before("until", "since"),
    "since",
    "until",
)
never(
    "teams.membership_basis",
    "an invented membership holds no real person",
    Membership,
    Q(synthetic=True, person__synthetic=False),
    "person_id",
)
