"""A gold standard of expertise: people's own ratings of texts they read, and how well scores keep
their order (arXiv 2303.16750).

For each person, every unordered pair of rated texts whose ratings differ by d costs |d| when the
scores order it the other way, |d|/2 when they tie, else nothing. The loss is the sum of costs over
the sum of |d|, pooled over people, averaged over the draws of their profiles; 0.5 is chance.
Easy pairs: one rating 4 or more, the other 2 or less. Hard: both 4 or more and unequal; a tie is
wrong. Intervals: people are drawn again with replacement 1,000 times, the same draw for all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.profiles import Document, Need, Profile

Floats = NDArray[np.float64]
RESAMPLES = 1_000
SEED = 20_240_614


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of the profiles, and the texts that could be rated."""

    name: str
    needs: tuple[Need, ...]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """Draws, and by person the texts rated with their ratings."""

    draws: tuple[Draw, ...]
    ratings: dict[str, tuple[tuple[str, float], ...]]

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(sorted(self.ratings))


@dataclass(frozen=True, slots=True)
class Tally:
    """By person, (people,) each: cost, weight, pairs right and all, easy and hard; summed over
    any people they give the figures. Means over draws."""

    cost: Floats
    weight: Floats
    easy: Floats
    easy_all: Floats
    hard: Floats
    hard_all: Floats

    def loss(self, people: Any = slice(None)) -> float:
        weight = self.weight[people].sum()
        return float(self.cost[people].sum() / weight) if weight else 0.5

    def losses(self, resamples: NDArray[np.intp]) -> Floats:
        """(resamples,) the loss of each draw of people."""
        cost, weight = self.cost[resamples].sum(axis=1), self.weight[resamples].sum(axis=1)
        return np.asarray(cost / np.maximum(weight, 1e-12))

    @property
    def easy_share(self) -> float:
        return float(self.easy.sum() / max(self.easy_all.sum(), 1e-12))

    @property
    def hard_share(self) -> float:
        return float(self.hard.sum() / max(self.hard_all.sum(), 1e-12))


def read(folder: Path) -> Gold:
    """A folder with evaluations.tsv and draws `d_*/archives/*.jsonl`, `d_*/submissions.json`.

    Raises CiguError "gold" when something of it is missing or not readable.
    """
    try:
        ratings = _ratings(folder / "evaluations.tsv")
        draws = tuple(_draw(path, ratings) for path in sorted(folder.glob("d_*")))
    except (OSError, ValueError, KeyError) as error:
        raise CiguError(
            "gold",
            f"{folder} holds no readable gold standard: {error}.",
            remedy="Give a folder with evaluations.tsv and draws d_*/archives, d_*/submissions.json"
            ".",
            value=str(folder),
        ) from error
    if not draws or not ratings:
        raise CiguError(
            "gold",
            f"{folder} has {len(draws)} draws and {len(ratings)} people.",
            remedy="Give a folder with evaluations.tsv and draws d_*.",
            value=str(folder),
        )
    return Gold(draws, ratings)


def tally(gold: Gold, scores: Sequence[Floats]) -> Tally:
    """`scores` for each draw, (needs, profiles) in its order. NaN counts as the least of all."""
    parts = [_of_draw(gold, draw, table) for draw, table in zip(gold.draws, scores, strict=True)]
    mean = np.mean(parts, axis=0)
    return Tally(*mean.T)


def resamples(people: int, seed: int = SEED, many: int = RESAMPLES) -> NDArray[np.intp]:
    """(many, people) draws with replacement, the same for every method."""
    return np.random.default_rng(seed).integers(0, people, (many, people))


def interval(values: Floats) -> tuple[float, float]:
    """From the 2.5th to the 97.5th percentile."""
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def _of_draw(gold: Gold, draw: Draw, table: Floats) -> Floats:
    rows = {need.id: row for row, need in enumerate(draw.needs)}
    columns = {profile.id: column for column, profile in enumerate(draw.profiles)}
    found = np.zeros((len(gold.people), 6))
    for place, person in enumerate(gold.people):
        rated = gold.ratings[person]
        said = table[[rows[text] for text, _ in rated], columns[person]]
        found[place] = _of_person(np.asarray([r for _, r in rated]), np.nan_to_num(said, nan=-1e9))
    return found


def _of_person(ratings: Floats, scores: Floats) -> Floats:
    first, second = np.triu_indices(len(ratings), 1)
    true, said = ratings[first] - ratings[second], scores[first] - scores[second]
    apart, agree = np.abs(true), true * said > 0
    cost = np.where(said == 0, apart / 2, np.where(true * said < 0, apart, 0.0))
    high = np.maximum(ratings[first], ratings[second])
    low = np.minimum(ratings[first], ratings[second])
    easy, hard = (high >= 4) & (low <= 2), (low >= 4) & (apart > 0)
    sums = (cost, apart, agree & easy, easy, agree & hard, hard)
    return np.asarray([np.sum(values) for values in sums], dtype=np.float64)


def _ratings(path: Path) -> dict[str, tuple[tuple[str, float], ...]]:
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            pairs = [
                (row[name], float(row[f"Expertise{name[5:]}"]))
                for name in row
                if name and name.startswith("Paper") and row[name] and row[f"Expertise{name[5:]}"]
            ]
            found[row["ParticipantID"]] = tuple(pairs)
    return found


def _draw(path: Path, ratings: dict[str, Any]) -> Draw:
    papers = json.loads((path / "submissions.json").read_text(encoding="utf-8"))
    needs = tuple(
        Need(ident, _field(row["content"], "title"), _field(row["content"], "abstract"))
        for ident, row in papers.items()
    )
    files = {file.stem.lstrip("~"): file for file in sorted((path / "archives").glob("*.jsonl"))}
    missing = sorted(set(ratings) - set(files))
    if missing:
        raise ValueError(f"{path.name} has no profile of {missing[0]}")
    return Draw(path.name, needs, tuple(_profile(name, files[name]) for name in files))


def _profile(name: str, path: Path) -> Profile:
    lines = path.read_text(encoding="utf-8").splitlines()
    contents = [json.loads(line)["content"] for line in lines if line.strip()]
    documents = tuple(
        Document(f"{name}-{place}", _field(c, "title"), _field(c, "abstract"), "paper")
        for place, c in enumerate(contents)
    )
    return Profile(name, "expert", documents)


def _field(content: dict[str, Any], name: str) -> str:
    value = content.get(name) or ""
    return str(value.get("value") or "") if isinstance(value, dict) else str(value)
