"""Published affinity data, measured where a checkout has it beside it; never copied here.

Totals published for the same data and loads: MIDL 201.88 (Kobren et al. 2019), AAMAS 2016 920.75
with demand 3 and load 9.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from cigu.engines.matching.assign import assign
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.rank import rank

DATA = Path(__file__).parents[4] / "shared" / "data" / "matching"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the published data is not beside this repository (../shared)"
)


def aamas(name):
    return np.loadtxt(DATA / "aamas" / f"{name}.in", skiprows=1)


@pytest.mark.parametrize(
    ("name", "load", "total", "minimum"),
    [("aamas2016", 9, 920.75, 0.75), ("preflib1", 10, 125.0, 0.75), ("preflib2", 10, 141.5, 1.0)],
)
def test_aamas_bids_are_assigned_with_the_greatest_total(name, load, total, minimum):
    found = assign(aamas(name), 3, load)
    assert found.total == pytest.approx(total)
    assert found.minimum == pytest.approx(minimum)
    assert found.gap <= 1e-6


def test_midl_is_assigned_with_the_greatest_total():
    scores = np.load(DATA / "midl" / "scores.npy").T
    loads = np.load(DATA / "midl" / "loads.npy").astype(int)
    found = assign(scores, 3, loads)
    assert found.total == pytest.approx(201.8849, abs=1e-4)
    assert found.gap <= 1e-6


def field(content, name):
    value = content.get(name) or ""
    return value.get("value") or "" if isinstance(value, dict) else value


def gold(draw):
    folder = DATA / "expertise" / draw
    papers = json.loads((folder / "submissions.json").read_text(encoding="utf-8")).values()
    needs = [
        Need(p["id"], field(p["content"], "title"), field(p["content"], "abstract")) for p in papers
    ]
    profiles = [profile(path) for path in sorted((folder / "archives").glob("*.jsonl"))]
    return rank(needs, profiles, top=1)


def profile(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    contents = [json.loads(line)["content"] for line in lines]
    documents = tuple(
        Document(f"{path.stem}-{n}", field(c, "title"), field(c, "abstract"))
        for n, c in enumerate(contents)
    )
    return Profile(path.stem[1:], "expert", documents)


def loss(ranking):
    """Share of the weighted pairs of rated papers put in the wrong order (arXiv 2303.16750)."""
    rows = {need: n for n, need in enumerate(ranking.need_ids)}
    columns = {person: n for n, person in enumerate(ranking.profile_ids)}
    cost = weight = 0.0
    with (DATA / "expertise" / "evaluations.tsv").open(encoding="utf-8") as file:
        for person in csv.DictReader(file, delimiter="\t"):
            scores = ranking.scores[:, columns[person["ParticipantID"]]]
            rated = [
                (float(person[f"Expertise{n}"]), scores[rows[person[f"Paper{n}"]]])
                for n in range(1, 11)
                if person.get(f"Expertise{n}") and person.get(f"Paper{n}")
            ]
            for n, (rating, found) in enumerate(rated):
                for other_rating, other in rated[:n]:
                    true, said = rating - other_rating, found - other
                    weight += abs(true)
                    cost += abs(true) * (0.5 if said == 0 else float(true * said < 0))
    return cost / weight


def test_expertise_is_ranked_far_better_than_chance():
    """0.5 is chance; 0.272 was measured on this draw, a published neural ranker has 0.269."""
    assert loss(gold("d_20_1")) < 0.28
