"""Who is calling, and what they may do."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from cigu.core.access.scope import Access

router = Router(tags=["me"])


class GrantOut(Schema):
    role: str
    territory: str | None
    domain: str | None
    party: UUID | None
    valid_from: date
    valid_to: date | None


class MeOut(Schema):
    username: str
    name: str
    office: str
    grants: list[GrantOut]


@router.get("", response=MeOut, url_name="me")
def get_me(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    return {
        "username": user.username, "name": user.name, "office": user.office,
        "grants": [_grant(g) for g in Access.of(user).grants],
    }  # fmt: skip


def _grant(grant: Any) -> dict[str, Any]:
    return {
        "role": grant.role, "territory": grant.territory_id, "domain": grant.domain_id,
        "party": str(grant.party.uid) if grant.party else None,
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
    }  # fmt: skip
