"""Groups of providers that lie within one another: an achievement's team within its institution.

Where every two groups are apart or one holds the other, limits of groups are part of a flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nesting:
    """`inner` (providers,): the smallest group that holds a provider; `outer` (groups,): the
    smallest group around a group; -1 where there is none."""

    inner: Integers
    outer: Integers


def nested(members: Sequence[Sequence[int]], providers: int) -> Nesting | None:
    """None where two groups overlap and neither holds the other."""
    inner, outer = np.full(providers, -1), np.full(len(members), -1)
    for place in sorted(range(len(members)), key=lambda n: (-len(set(members[n])), n)):
        held = np.unique(np.asarray(members[place], dtype=np.int64))
        around = np.unique(inner[held])
        if len(around) > 1:
            return None
        outer[place] = around[0] if len(around) else -1
        inner[held] = place
    return Nesting(inner, outer)
