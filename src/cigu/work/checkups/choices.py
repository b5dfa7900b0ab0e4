"""What a user may choose from, narrowed to their grants."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.places.models import Domain, Territory


def territories_of(user: Any, role: str) -> Any:
    """Every territory in which ``user`` has ``role``, towns left out."""
    grants = [g for g in Access.of(user).grants if g.role == role]
    rows = Territory.objects.exclude(level=Territory.Level.TOWN)
    if any(g.territory is None for g in grants):
        return rows
    inside = Q(pk__in=[])
    for grant in grants:
        if grant.territory is not None:
            inside |= Q(path__startswith=grant.territory.path)
    return rows.filter(inside)


def domains_of(user: Any, role: str) -> Any:
    named = {g.domain_id for g in Access.of(user).grants if g.role == role}
    rows = Domain.objects.all()
    return rows if None in named else rows.filter(pk__in=named)


def commissioners_of(territory: Territory) -> Any:
    """Commissioners whose grant holds for the whole of ``territory`` today."""
    day = today()
    above = [code for code in territory.path.split("/") if code]
    valid = Q(grants__valid_to__isnull=True) | Q(grants__valid_to__gt=day)
    place = Q(grants__territory__isnull=True) | Q(grants__territory__in=above)
    rows = User.objects.filter(
        valid, place, grants__role=Role.COMMISSIONER, grants__valid_from__lte=day, is_active=True
    )
    return rows.distinct().order_by("name")
