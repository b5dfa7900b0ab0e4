"""Who is calling, and what they may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cigu.core.access.scope import Access

router = Router(tags=["me"])


@router.get("", url_name="me")
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
