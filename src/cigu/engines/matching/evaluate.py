"""How well rankers keep the order that people give: `cigu match evaluate`.

The protocol is that of `gold`. Settings are also chosen by cross-validation over people: for each
of seven parts of the people the setting that is best for the others is taken, and only what it
then costs the part counts, the mean of ten ways to part them. That figure is an honest one; the
best of a table never is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cigu.engines.matching.gold import SEED, Floats, Gold, Tally, interval, resamples, tally
from cigu.engines.matching.methods import GRID, SINGLE, USED, Method, Ways, provider_scores, ways

Progress = Callable[[str, int, int], None]
FOLDS, PARTINGS = 7, 10
# Loss, easy and hard pairs as published for title and abstract, on all 58 people and ten draws:
# arXiv 2303.16750, and the read-me of openreview-expertise for the last three.
PUBLISHED = (
    ("ELMo", 0.345, 0.70, 0.57),
    ("ACL", 0.296, 0.79, 0.62),
    ("TPMS", 0.281, 0.80, 0.62),
    ("SPECTER", 0.269, 0.85, 0.57),
    ("SPECTER+MFR", 0.238, 0.88, 0.60),
    ("SPECTER2", 0.22, 0.89, 0.61),
    ("SciNCL", 0.22, 0.90, 0.65),
    ("SPECTER2+SciNCL", 0.21, 0.91, 0.65),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A method's loss with its 95 % interval, shares of easy and hard pairs ordered right, and
    the used method's loss minus this one's with its 95 % interval (None for itself): better is
    shown only where that interval lies below zero."""

    name: str
    loss: float
    interval: tuple[float, float]
    easy: float
    hard: float
    difference: float | None = None
    difference_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures`: the used method first; `chosen`: the settings cross-validation took, by part."""

    people: int
    draws: int
    pairs: int
    figures: tuple[Figure, ...]
    cross_validated: Figure
    chosen: tuple[tuple[str, int], ...]


def evaluate(gold: Gold, progress: Progress | None = None) -> Evaluation:
    """Every method on a gold standard. Deterministic."""
    found = []
    for place, draw in enumerate(gold.draws):
        found.append(ways(draw.needs, draw.profiles))
        if progress is not None:
            progress("draws", place + 1, len(gold.draws))
    used = measure(gold, found, USED)
    grid = [measure(gold, found, method) for method in GRID]
    crossed, chosen = cross_validate(grid, len(gold.people))
    drawn = resamples(len(gold.people))
    figures = [_figure(USED.name, used, None, drawn)]
    for method in SINGLE:
        figures.append(_figure(method.name, measure(gold, found, method), used, drawn))
    return Evaluation(
        people=len(gold.people),
        draws=len(gold.draws),
        pairs=round(sum(len(r) * (len(r) - 1) / 2 for r in gold.ratings.values())),
        figures=tuple(figures),
        cross_validated=_figure("cross-validated", crossed, used, drawn),
        chosen=chosen,
    )


def measure(gold: Gold, found: list[Ways], method: Method) -> Tally:
    """What a method costs each person, the mean of the draws."""
    tables = [
        provider_scores(of_draw, method, draw.profiles)
        for of_draw, draw in zip(found, gold.draws, strict=True)
    ]
    return tally(gold, tables)


def cross_validate(grid: list[Tally], people: int) -> tuple[Tally, tuple[tuple[str, int], ...]]:
    """Costs of each person under the setting that is best for the people of other parts."""
    rng, names = np.random.default_rng(SEED), Counter[str]()
    rows = np.stack([_columns(setting) for setting in grid])  # (settings, people, 6)
    found = np.zeros(rows.shape[1:])
    for _parting in range(PARTINGS):
        part = rng.permutation(people) % FOLDS
        for fold in range(min(FOLDS, people)):
            others = part != fold
            taken = int(np.argmin([setting.loss(others) for setting in grid]))
            names[GRID[taken].name] += 1
            found[~others] += rows[taken, ~others] / PARTINGS
    return Tally(*found.T), tuple(names.most_common())


def _columns(of: Tally) -> Floats:
    parts = (of.cost, of.weight, of.easy, of.easy_all, of.hard, of.hard_all)
    return np.stack(parts, axis=1)


def _figure(name: str, of: Tally, used: Tally | None, drawn: NDArray[np.intp]) -> Figure:
    losses = of.losses(drawn)
    difference = None if used is None else used.loss() - of.loss()
    apart = None if used is None else interval(used.losses(drawn) - losses)
    return Figure(
        name, of.loss(), interval(losses), of.easy_share, of.hard_share, difference, apart
    )
