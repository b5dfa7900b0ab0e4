"""A ranking measured by what people think of candidates: a labelled set of the own needs.

Grades are 0 (does not fit), 1 (touches it), 2 (fits), 3 (fits exactly). From 2 on a candidate is
one that should be found. For each need and kind of provider with such a candidate:

MRR        one over the place of the first that fits
nDCG@5     gains 2^grade - 1, discounted by log2 of the place, over the best that could be had
recall@10  share of those that fit among the first ten

Whoever has no grade counts as 0: a set that marks few candidates understates every ranking alike.
Figures are means over needs and kinds; intervals draw needs again with replacement.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.gold import RESAMPLES, SEED, interval
from cigu.engines.matching.methods import SINGLE, USED, provider_scores, ways
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.rank import rank
from cigu.engines.matching.search import Library

Floats = NDArray[np.float64]
FITS, FIRST, FEW = 2, 5, 10
GREATEST = 3
IN_USE = "used (with translated terms)"
EARLIER = "earlier ranker"


@dataclass(frozen=True, slots=True)
class Labels:
    """Needs, the providers that could be chosen, and a grade for (need id, profile id)."""

    needs: tuple[Need, ...]
    profiles: tuple[Profile, ...]
    grades: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one way of ranking: three figures with their 95 % intervals, and how much less (or more)
    nDCG@5 it has than the way that is used, paired by need; None for that itself."""

    name: str
    mrr: float
    mrr_interval: tuple[float, float]
    ndcg: float
    ndcg_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]
    difference: float | None = None
    difference_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """`cases`: needs × kinds with somebody who fits; `bare`: needs for which nobody does."""

    needs: int
    labels: int
    cases: int
    bare: int
    qualities: tuple[Quality, ...]


def measure_labels(labels: Labels) -> Measured:
    """The ranking in use first, then each way alone and the earlier ranker. Deterministic."""
    return measure_tables(labels, _tables(labels))


def measure_tables(labels: Labels, tables: Mapping[str, Floats]) -> Measured:
    """Ways of ranking by their scores, (needs, profiles) each; the first is the one in use."""
    cases = cases_of(labels)
    if not cases:
        raise CiguError(
            "labels", "No candidate is marked as fitting.",
            remedy="Mark some with grade 2 or 3 first.",
        )  # fmt: skip
    found = {name: by_case(labels, cases, scores) for name, scores in tables.items()}
    used = next(iter(found.values()))
    drawn = np.random.default_rng(SEED).integers(0, len(cases), (RESAMPLES, len(cases)))
    fit = {need for need, _kind in cases}
    return Measured(
        needs=len(labels.needs), labels=len(labels.grades), cases=len(cases),
        bare=len(labels.needs) - len(fit),
        qualities=tuple(
            _quality(name, rows, None if rows is used else used, drawn)
            for name, rows in found.items()
        ),
    )  # fmt: skip


def _tables(labels: Labels) -> dict[str, Floats]:
    """(needs, profiles) by each way of ranking."""
    needs, profiles = labels.needs, labels.profiles
    out = {IN_USE: Library(profiles).matrix(needs)}
    found = ways(needs, profiles)
    for method in (USED, *SINGLE):
        out[method.name] = provider_scores(found, method, profiles)
    out[EARLIER] = np.asarray(rank(needs, profiles).scores)
    return out


def cases_of(labels: Labels) -> list[tuple[int, str]]:
    """(need row, kind) with somebody who fits."""
    kind_of = {profile.id: profile.kind for profile in labels.profiles}
    row_of = {need.id: row for row, need in enumerate(labels.needs)}
    return sorted(
        {
            (row_of[need], kind_of[profile])
            for (need, profile), grade in labels.grades.items()
            if grade >= FITS and need in row_of and profile in kind_of
        }
    )


def by_case(labels: Labels, cases: Sequence[tuple[int, str]], scores: Floats) -> Floats:
    """(cases, 3): reciprocal place, nDCG@5, recall@10. NaN, unknown, stands last."""
    scores = np.nan_to_num(scores, nan=-1.0)
    out = np.zeros((len(cases), 3))
    for place, (row, kind) in enumerate(cases):
        columns = [c for c, profile in enumerate(labels.profiles) if profile.kind == kind]
        order = sorted(columns, key=lambda c: (-scores[row, c], labels.profiles[c].id))
        grades = [
            labels.grades.get((labels.needs[row].id, labels.profiles[c].id), 0) for c in order
        ]
        out[place] = _of_order(grades)
    return out


def _of_order(grades: Sequence[int]) -> tuple[float, float, float]:
    fits = [place for place, grade in enumerate(grades) if grade >= FITS]
    ideal = _gain(sorted(grades, reverse=True))
    return (
        1 / (fits[0] + 1),
        _gain(grades) / ideal if ideal else 0.0,
        sum(place < FEW for place in fits) / len(fits),
    )


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**g - 1) / np.log2(p + 2) for p, g in enumerate(grades[:FIRST])))


def _quality(name: str, rows: Floats, used: Floats | None, drawn: NDArray[np.int64]) -> Quality:
    means = rows.mean(axis=0)
    spans = [interval(rows[drawn, column].mean(axis=1)) for column in range(3)]
    apart = None if used is None else rows[:, 1] - used[:, 1]
    return Quality(
        name, float(means[0]), spans[0], float(means[1]), spans[1], float(means[2]), spans[2],
        None if apart is None else float(apart.mean()),
        None if apart is None else interval(apart[drawn].mean(axis=1)),
    )  # fmt: skip


def read_labels(folder: Path) -> Labels:
    """A folder as the labelling page exports it: labels.csv (need, profile, kind, grade) beside
    one draw of `d_*`. Raises CiguError "labels"."""
    try:
        with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        draw = sorted(folder.glob("d_*"))[0]
        kinds = {row["profile"]: row["kind"] for row in rows}
        kinds |= json.loads((draw / "kinds.json").read_text(encoding="utf-8"))
        profiles = tuple(
            _profile(path, kinds) for path in sorted((draw / "archives").glob("*.jsonl"))
        )
        submissions = json.loads((draw / "submissions.json").read_text(encoding="utf-8"))
        needs = tuple(_need(name, row["content"]) for name, row in sorted(submissions.items()))
        grades = {(row["need"], row["profile"]): int(row["grade"]) for row in rows}
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise CiguError(
            "labels", f"{folder} holds no readable labels: {error}.",
            remedy="Give a folder that the labelling page has exported.", value=str(folder),
        ) from error  # fmt: skip
    wrong = sorted({grade for grade in grades.values() if not 0 <= grade <= GREATEST})
    if wrong:
        raise CiguError("labels", f"Grade {wrong[0]} is not between 0 and 3.", value=wrong[0])
    return Labels(needs, profiles, grades)


def _profile(path: Path, kinds: Mapping[str, str]) -> Profile:
    name = path.name.removesuffix(".jsonl").lstrip("~")
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        content = row["content"]
        documents.append(Document(row["id"], content["title"], content.get("abstract") or "",
                                  content.get("kind", "")))  # fmt: skip
    return Profile(name, kinds.get(name, "provider"), tuple(documents))


def _need(name: str, content: Mapping[str, str]) -> Need:
    keywords = tuple(content.get("keywords") or ())
    return Need(name, content["title"], content.get("abstract") or "", keywords)
