import numpy as np
import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.rank import rank

NEED = Need(
    "n1",
    "烧结钕铁硼晶界扩散降低重稀土用量",
    "现有磁体内禀矫顽力25 kOe，目标在镝含量不高于1.0 wt%时达到30 kOe，剩磁不低于1.38 T。",
    ("晶界扩散", "重稀土"),
)


def doc(doc_id, title, text, kind="paper"):
    return Document(doc_id, title, text, kind)


MAGNET = Profile(
    "e-magnet",
    "expert",
    (
        doc(
            "m1",
            "晶界扩散工艺",
            "研究了铽、镝在烧结钕铁硼中的晶界扩散。内禀矫顽力由24 kOe提高到29 kOe。天气好。",
        ),
        doc("m2", "合同", "为企业完成晶界扩散降低重稀土用量的开发并通过验收。", "contract"),
        doc("m3", "杂记", "出差报销的办法。"),
    ),
)
POLISH = Profile("e-polish", "expert", (doc("p1", "稀土抛光粉", "铈基抛光粉的悬浮性与去除速率。"),))
MOTOR = Profile(
    "e-motor", "expert", (doc("d1", "电机", "永磁同步电机采用烧结钕铁硼，转矩脉动降低。"),)
)
EMPTY = Profile("e-empty", "expert", ())
BLANK = Profile("e-blank", "expert", (doc("b1", " ", "的了和"),))
PROFILES = (POLISH, MOTOR, EMPTY, MAGNET, BLANK)


@pytest.fixture(scope="module")
def ranking():
    return rank([NEED], PROFILES)


def test_who_works_on_the_problem_comes_first(ranking):
    assert [c.profile_id for c in ranking.for_need("n1")][:2] == ["e-magnet", "e-motor"]


def test_who_shares_no_word_is_no_candidate(ranking):
    assert "e-polish" not in [c.profile_id for c in ranking.for_need("n1")]
    assert ranking.scores[0, 0] == 0


def test_who_has_no_text_is_unknown_and_not_zero(ranking):
    assert ranking.unknown == ("e-empty", "e-blank")
    assert np.isnan(ranking.scores[0, [2, 4]]).all()


def test_parts_are_shares_or_unknown(ranking):
    magnet, motor = ranking.for_need("n1")[:2]
    assert 0 < magnet.parts.problem <= 1
    one_of_three = (
        0.7 + 0.3 * 29 / 30
    ) / 3  # coercivity 29 for 30 kOe; no Dy content, no remanence
    assert magnet.parts.metric == pytest.approx(one_of_three)
    assert magnet.parts.record == 1
    assert motor.parts.metric is None  # no number in the profile
    assert motor.parts.record is None  # no delivered work on file


def test_passages_can_be_traced_to_the_document(ranking):
    documents = {d.id: d for profile in PROFILES for d in profile.documents}
    for candidate in ranking.for_need("n1"):
        assert 1 <= len(candidate.passages) <= 3
        for passage in candidate.passages:
            source = getattr(documents[passage.document_id], passage.part)
            assert source[passage.start : passage.end] == passage.text
            assert passage.terms
            for term in passage.terms:
                assert passage.start <= term.start < term.end <= passage.end
                assert source[term.start : term.end].lower() == term.term


def test_the_best_passage_speaks_of_the_problem(ranking):
    best = ranking.for_need("n1")[0].passages
    assert any("晶界扩散" in passage.text for passage in best)
    assert all("天气" not in passage.text for passage in best)


def test_marks_do_not_overlap(ranking):
    for candidate in ranking.for_need("n1"):
        for passage in candidate.passages:
            ends = [0, *(term.end for term in passage.terms)]
            assert all(t.start >= end for t, end in zip(passage.terms, ends, strict=False))


def test_delivered_work_only_adds():
    bare = Profile("a", "expert", (doc("a1", "晶界扩散", "烧结钕铁硼晶界扩散降低重稀土用量。"),))
    proven = Profile(
        "b", "expert", (doc("b1", "晶界扩散", "烧结钕铁硼晶界扩散降低重稀土用量。", "contract"),)
    )
    others = (POLISH, MOTOR, *(Profile(f"x{n}", "", (doc(f"x{n}", "", "选矿"),)) for n in range(5)))
    found = rank([NEED], (bare, proven, *others)).for_need("n1")
    assert [c.profile_id for c in found[:2]] == ["b", "a"]
    assert found[0].parts.problem == found[1].parts.problem


def test_ties_stand_by_id_and_order_of_input_does_not_matter():
    twins = [Profile(i, "team", (doc(f"d{i}", "晶界扩散", "重稀土"),)) for i in ("z", "b", "m")]
    for given in (twins, twins[::-1]):
        found = rank([NEED], [*given, POLISH]).for_need("n1")
        assert [c.profile_id for c in found] == ["b", "m", "z"]


def test_the_same_arguments_give_the_same_ranking():
    first, second = rank([NEED], PROFILES), rank([NEED], PROFILES)
    assert first.candidates == second.candidates
    assert np.array_equal(first.scores, second.scores, equal_nan=True)


def test_top_limits_the_candidates_but_not_the_matrix():
    ranking = rank([NEED], PROFILES, top=1)
    assert len(ranking.for_need("n1")) == 1
    assert np.count_nonzero(np.nan_to_num(ranking.scores)) == 2


def test_progress_counts_the_needs():
    seen = []
    second = Need("n2", "抛光粉", "")
    rank([NEED, second], PROFILES, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_nothing_to_rank_is_no_error():
    assert rank([], PROFILES).scores.shape == (0, 5)
    assert rank([NEED], []).for_need("n1") == ()


@pytest.mark.parametrize(
    ("needs", "profiles", "top", "code"),
    [
        ([NEED, NEED], PROFILES, 3, "duplicate_id"),
        ([NEED], [MAGNET, MAGNET], 3, "duplicate_id"),
        ([NEED], [MAGNET, Profile("other", "", MAGNET.documents)], 3, "duplicate_id"),
        ([NEED], PROFILES, 0, "top"),
    ],
)
def test_what_makes_no_sense_is_refused(needs, profiles, top, code):
    with pytest.raises(CiguError) as caught:
        rank(needs, profiles, top)
    assert caught.value.code == code


def test_an_unknown_need_is_refused(ranking):
    with pytest.raises(CiguError, match="No need 'n9'"):
        ranking.for_need("n9")
