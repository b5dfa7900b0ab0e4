"""The loss of arXiv 2303.16750, worked out by hand on people of paper."""

import json

import numpy as np
import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.evaluate import evaluate
from cigu.engines.matching.gold import Gold, interval, read, resamples, tally

RATINGS = {"1": [("a", 5.0), ("b", 4.0), ("c", 1.0)], "2": [("a", 2.0), ("b", 4.5)]}
TEXTS = {
    "a": ("Sintered magnets", "Grain boundary diffusion raises the coercivity of magnets."),
    "b": ("Magnet recycling", "Hydrogen decrepitation of old magnets."),
    "c": ("Polishing powders", "Cerium oxide powders polish glass."),
}
PAPERS = {"1": [TEXTS["a"], ("Magnets", "Coercivity of sintered magnets.")], "2": [TEXTS["b"]]}


@pytest.fixture
def folder(tmp_path):
    for draw in ("d_20_1", "d_20_2"):
        (tmp_path / draw / "archives").mkdir(parents=True)
        papers = {i: {"content": {"title": t, "abstract": {"value": x}}}
                  for i, (t, x) in TEXTS.items()}  # fmt: skip
        (tmp_path / draw / "submissions.json").write_text(json.dumps(papers), encoding="utf-8")
        for person, rows in PAPERS.items():
            lines = [json.dumps({"content": {"title": t, "abstract": x}}) for t, x in rows]
            file = tmp_path / draw / "archives" / f"~{person}.jsonl"
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    head = [
        "ParticipantID",
        *(f"Paper{n}" for n in (1, 2, 3)),
        *(f"Expertise{n}" for n in (1, 2, 3)),
    ]
    rows = ["\t".join(head)]
    for person, rated in RATINGS.items():
        texts = [t for t, _ in rated] + [""] * (3 - len(rated))
        marks = [str(m) for _, m in rated] + [""] * (3 - len(rated))
        rows.append("\t".join([person, *texts, *marks]))
    (tmp_path / "evaluations.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def scores(by_text):
    """(texts a b c, people 1 2), the same for both draws."""
    return [np.asarray(by_text, dtype=float)] * 2


def test_pairs_in_the_wrong_order_cost_their_difference(folder):
    """Person 1: a > b right, a > c wrong (4), b > c wrong (3). Person 2: b > a right. 7 of 10.5."""
    found = tally(read(folder), scores([[2, 1], [1, 2], [9, 0]]))
    assert found.loss() == pytest.approx(7 / 10.5)
    assert found.easy_share == pytest.approx(1 / 3)  # a-c and b-c of person 1, a-b of person 2
    assert found.hard_share == 1  # a-b of person 1


def test_a_tie_costs_half_and_is_wrong(folder):
    found = tally(read(folder), scores([[0, 0], [0, 0], [0, 0]]))
    assert found.loss() == 0.5
    assert found.easy_share == found.hard_share == 0


def test_people_are_pooled_and_draws_averaged(folder):
    gold = read(folder)
    right, wrong = scores([[3, 0], [2, 1], [1, 0]])[0], scores([[0, 1], [1, 0], [2, 0]])[0]
    assert tally(gold, [right, wrong]).loss() == pytest.approx(0.5)
    assert tally(gold, [right, wrong]).loss([1]) == pytest.approx(0.5)


def test_a_profile_without_text_counts_as_last(folder):
    table = np.asarray([[np.nan, 1], [1, 2], [0, 0]])
    assert tally(read(folder), [table, table]).cost[0] == pytest.approx(1 + 4)


def test_intervals_draw_people_again():
    drawn = resamples(28)
    assert drawn.shape == (1000, 28)
    assert np.array_equal(drawn, resamples(28))
    assert interval(np.arange(1001)) == (25.0, 975.0)


def test_every_method_is_told_beside_the_used_one(folder):
    found = evaluate(read(folder))
    assert (found.people, found.draws, found.pairs) == (2, 2, 4)
    assert found.figures[0].name == "hybrid"
    assert found.figures[0].difference is None
    for figure in found.figures[1:]:
        assert figure.difference == pytest.approx(found.figures[0].loss - figure.loss)
    assert sum(parts for _, parts in found.chosen) == 10 * 2
    assert found == evaluate(read(folder))


@pytest.mark.parametrize(
    "broken", ["evaluations.tsv", "d_20_1/submissions.json", "d_20_1/archives/~2.jsonl"]
)
def test_a_folder_that_is_none_is_refused(folder, broken):
    (folder / broken).unlink()
    with pytest.raises(CiguError, match="gold standard"):
        read(folder)


def test_a_gold_standard_is_plain_values():
    assert Gold((), {"b": (), "a": ()}).people == ("a", "b")
