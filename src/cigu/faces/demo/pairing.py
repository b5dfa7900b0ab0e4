"""Which team and which expert is proposed for which need: the matching engine decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cigu.engines.matching.assign import assign
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.search import Library

from .scenario import Row, Scenario


@dataclass(frozen=True)
class Pairing:
    teams: dict[str, list[str]]
    experts: dict[str, list[str]]


def pair(scenario: Scenario, keys: list[str]) -> Pairing:
    """Every team and every expert serves at least one need, none more than its capacity."""
    wanted = scenario.year["matching"]
    needs = [_need(scenario.needs[key]) for key in keys]
    teams = _serve(
        scenario, keys, needs, scenario.teams, wanted["second_team"],
        lambda need, team: _conflicted_team(scenario, need, team),
    )  # fmt: skip
    experts = _serve(
        scenario, keys, needs, scenario.experts, wanted["second_expert"],
        lambda need, expert: _conflicted_expert(scenario, need, expert, teams[need]),
    )  # fmt: skip
    return Pairing(teams, experts)


def _serve(
    scenario: Scenario, keys: list[str], needs: list[Need], providers: dict[str, Row], second: int,
    barred: Callable[[str, str], bool],
) -> dict[str, list[str]]:  # fmt: skip
    names = list(providers)
    scores = Library([_profile(row) for row in providers.values()]).matrix(needs)
    forbidden = [
        (i, j) for i, key in enumerate(keys) for j, name in enumerate(names) if barred(key, name)
    ]
    best = np.nanmax(scores, axis=1)
    demand = np.ones(len(keys), dtype=int)
    demand[np.argsort(-best)[:second]] = 2
    load = [providers[name]["capacity"] for name in names]
    found = assign(scores, demand, load, min_load=[1] * len(names), forbidden=forbidden)
    return _by_need(keys, names, found.pairs, scores)


def _by_need(keys: list[str], names: list[str], pairs: Any, scores: Any) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {key: [] for key in keys}
    for i, j in sorted(pairs, key=lambda p: -float(scores[p[0], p[1]])):
        out[keys[i]].append(names[j])
    return out


def _need(row: Row) -> Need:
    text = f"{row['problem']} {row['metric']} {row['target']} {row['unit']} {row['conditions']}"
    return Need(row["key"], row["title"], text, tuple(row["keywords"]))


def _profile(row: Row) -> Profile:
    documents = [
        Document(d["key"], d["title"], d["text"], d["kind"], None) for d in row["documents"]
    ]
    about = Document(f"{row['key']}P", row["name"], row["profile"], "profile", None)
    return Profile(row["key"], "provider", (about, *documents))


def _conflicted_expert(scenario: Scenario, need: str, expert: str, teams: list[str]) -> bool:
    """A tie to the enterprise, or a member of the very team that is proposed."""
    row = scenario.experts[expert]
    owner = scenario.needs[need]["enterprise"]
    tied = any(tie["enterprise"] == owner for tie in row["relations"])
    return tied or row["member_of"] in teams


def _conflicted_team(scenario: Scenario, need: str, team: str) -> bool:
    owner = scenario.needs[need]["enterprise"]
    members = [row for row in scenario.experts.values() if row["member_of"] == team]
    return any(tie["enterprise"] == owner for row in members for tie in row["relations"])
