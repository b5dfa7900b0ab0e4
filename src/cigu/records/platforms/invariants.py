"""Platforms as public sources name them."""

from __future__ import annotations

from django.db.models import Q

from cigu.core.invariants.rows import never

from .models import Platform

never("platforms.named", "a platform has a name", Platform, Q(name=""))
never(
    "platforms.real_has_source",
    "a real platform names its source",
    Platform,
    Q(synthetic=False, source=""),
    "name",
)
never(
    "platforms.body_basis",
    "no invented platform belongs to a real body",
    Platform,
    Q(synthetic=True, organisation__synthetic=False),
    "name",
)
