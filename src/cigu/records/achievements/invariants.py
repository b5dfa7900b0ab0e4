"""Achievements: state and day, owner, team and segment."""

from __future__ import annotations

from django.db.models import F, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, never

from .models import Achievement

never(
    "achievements.published_has_day",
    "a published achievement says when",
    Achievement,
    Q(state="published", published_on__isnull=True),
    "number",
)
never(
    "achievements.unpublished_has_no_day",
    "what was never published has no day of it",
    Achievement,
    Q(state__in=["draft", "submitted"], published_on__isnull=False),
    "number",
)
never(
    "achievements.not_ahead",
    "nothing was published on a day to come",
    Achievement,
    after_day(today, "published_on"),
    "published_on",
)
never("achievements.titled", "an achievement has a title", Achievement, Q(title=""), "number")
never(
    "achievements.maturity_scale",
    "maturity is a level from 1 to 9",
    Achievement,
    Q(maturity=0) | Q(maturity__gt=9),
    "number",
    "maturity",
)
never(
    "achievements.segment_of_domain",
    "the segment belongs to the domain",
    Achievement,
    Q(segment__isnull=False) & ~Q(segment__domain=F("domain")),
    "number",
)
never(
    "achievements.owner_basis",
    "no invented achievement belongs to a real body",
    Achievement,
    Q(synthetic=True, owner__synthetic=False),
    "number",
)
never(
    "achievements.team_basis",
    "no invented achievement is a real team's",
    Achievement,
    Q(synthetic=True, team__synthetic=False),
    "number",
)
never("achievements.price", "a price is not negative", Achievement, Q(price__lt=0), "number")
