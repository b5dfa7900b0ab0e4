"""The ways of scoring providers for needs that are measured, and the one that is used.

Every way gives (needs, documents), 0 to 1; a provider gets the mean of its best few documents.
Ways are combined by adding them in units of their usual spread, so that none rules by its size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cigu.engines.matching.bm25 import BM25
from cigu.engines.matching.features import both, characters
from cigu.engines.matching.pooling import FEW, Size, best, pooled
from cigu.engines.matching.profiles import Need, Profile
from cigu.engines.matching.weights import Corpus

Floats = NDArray[np.float64]
Ways = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Method:
    """Ways that are added, and how many of a provider's documents count."""

    name: str
    ways: tuple[str, ...]
    pool: str

    @property
    def size(self) -> Size:
        return POOLS[self.pool]


# Usual standard deviations over all pairs, measured on texts alone, without any rating.
SPREAD = {
    "share": 0.036, "neighbours": 0.018, "latent": 0.080, "cosine": 0.015, "characters": 0.029,
    "bm25": 0.034,
}  # fmt: skip
USUAL = f"best {FEW}"
POOLS: dict[str, Size] = {
    "best 3": best(3),
    "best 5": best(5),
    "best 10": best(10),
    "all": lambda documents: documents,
}
USED = Method("hybrid", ("share", "neighbours", "latent"), USUAL)
SINGLE = (
    Method("BM25, need asks", ("bm25",), "best 3"),
    Method("character n-grams, cosine", ("characters",), USUAL),
    Method("words and pairs, cosine", ("cosine",), USUAL),
    Method("LSA", ("latent",), USUAL),
    Method("BM25, documents ask", ("share",), USUAL),
    Method("cosine + characters + LSA", ("cosine", "characters", "latent"), USUAL),
)
# What cross-validation may choose from.
GRID = tuple(
    Method(f"{' + '.join(ways)}, {pool}", ways, pool)
    for ways in (
        ("share",),
        ("cosine",),
        ("latent",),
        ("share", "neighbours"),
        ("share", "cosine"),
        ("cosine", "latent"),
        ("cosine", "characters", "latent"),
        ("share", "neighbours", "latent"),
        ("share", "cosine", "latent"),
    )
    for pool in POOLS
)


def ways(
    needs: Sequence[Need], profiles: Sequence[Profile], wanted: Collection[str] = tuple(SPREAD)
) -> Ways:
    """The wanted ways' scores, (needs, documents) in the order of the profiles' documents."""
    asked = [need.query for need in needs]
    held = [f"{d.title}\n{d.text}" for profile in profiles for d in profile.documents]
    cut, queried = [both(text) for text in held], [both(text) for text in asked]
    single, queries = [row[0] for row in cut], [row[0] for row in queried]
    found: dict[str, Floats] = {}
    corpus = Corpus(single)
    counted = corpus.asked(queries)
    if "bm25" in wanted:
        found["bm25"] = BM25(single, k1=1.2).normalised(queries)
    if "share" in wanted:
        found["share"] = corpus.share(counted)
    if "latent" in wanted:
        found["latent"] = corpus.latent(counted)
    if {"neighbours", "cosine"} & set(wanted):
        pairs = Corpus([row[1] for row in cut])
        counted = pairs.asked([row[1] for row in queried])
        found["neighbours"], found["cosine"] = pairs.share(counted), pairs.cosine(counted)
    if "characters" in wanted:
        runs = Corpus([characters(text) for text in held])
        found["characters"] = runs.cosine(runs.asked([characters(text) for text in asked]))
    return found


def combined(found: Ways, names: Sequence[str]) -> Floats:
    """The named ways added in units of their usual spread, 0 to 1."""
    weights = [1 / SPREAD[name] for name in names]
    parts = [weight * found[name] for name, weight in zip(names, weights, strict=True)]
    return np.asarray(np.sum(parts, axis=0) / sum(weights))


def provider_scores(found: Ways, method: Method, profiles: Sequence[Profile]) -> Floats:
    """(needs, profiles) by a method."""
    return pooled(combined(found, method.ways), owners(profiles), method.size)


def owners(profiles: Sequence[Profile]) -> list[NDArray[np.intp]]:
    """The rows of each profile's documents."""
    ends = np.cumsum([0, *(len(profile.documents) for profile in profiles)])
    return [np.arange(a, b, dtype=np.intp) for a, b in pairwise(ends)]
