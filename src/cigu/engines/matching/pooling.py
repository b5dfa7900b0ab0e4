"""A provider's likeness from those of its documents: the mean of the best few.

The maximum trusts one lucky document, the mean of all punishes whoever works in several fields.
Up to ten documents count all, of more the ten best (measured, see README).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Size = Callable[[int], int]  # documents of a provider → how many count


FEW = 10


def best(many: int) -> Size:
    """The best `many`, or all where there are fewer."""
    return lambda documents: min(documents, many)


def pooled(scores: Floats, owners: Sequence[NDArray[np.intp]], size: Size | None = None) -> Floats:
    """(needs, documents) to (needs, providers); NaN for a provider without documents."""
    size = size or best(FEW)
    found = np.full((scores.shape[0], len(owners)), np.nan)
    for column, rows in enumerate(owners):
        if len(rows):
            many = size(len(rows))
            own = np.partition(scores[:, rows], len(rows) - many, axis=1)
            found[:, column] = np.sort(own[:, len(rows) - many :], axis=1).mean(axis=1)
    return found
