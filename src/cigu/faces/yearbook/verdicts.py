"""How a computed value stands to the published one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext_lazy

from cigu.engines.basis.values import Comparator, agrees

AGREES, DIFFERS, INCOMPLETE = "agrees", "differs", "incomplete"
PUBLISHED_ONLY, NO_ROOM, OTHER_SCOPE = "published_only", "no_room", "other_scope"

# code: (look of the chip, words)
VERDICTS: dict[str, tuple[str, Any]] = {
    AGREES: ("ok", pgettext_lazy("verdict", "agrees")),
    DIFFERS: ("late", pgettext_lazy("verdict", "differs")),
    INCOMPLETE: ("warn", pgettext_lazy("verdict", "incomplete")),
    PUBLISHED_ONLY: ("end", pgettext_lazy("verdict", "published only")),
    NO_ROOM: ("", pgettext_lazy("verdict", "no room yet")),
    OTHER_SCOPE: ("end", pgettext_lazy("verdict", "other scope")),
}
UPPER = frozenset({Comparator.EQ, Comparator.LE, Comparator.LT, Comparator.APPROX})


def of_missing(planned: bool) -> str:
    """Nothing computes it: either no record ever could, or its room is not built."""
    return PUBLISHED_ONLY if planned else NO_ROOM


def of_computed(
    published: Decimal | None, comparator: str, computed: Decimal | None, complete: bool,
    grows: bool = True,
) -> str:  # fmt: skip
    """An incomplete register proves a difference only where it already holds too much: never for a
    share or a growth, which what is missing may also lower."""
    if computed is None:
        return INCOMPLETE
    if published is None:
        return OTHER_SCOPE
    agreed = agrees(published, comparator, computed)
    if complete:
        return AGREES if agreed else DIFFERS
    return DIFFERS if grows and _beyond(published, comparator, computed) else INCOMPLETE


def _beyond(published: Decimal, comparator: str, computed: Decimal) -> bool:
    """At least ``computed`` contradicts the published value whatever is still missing."""
    return (
        comparator in UPPER and computed > published and not agrees(published, comparator, computed)
    )
