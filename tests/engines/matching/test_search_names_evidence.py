import math
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.asking import is_thin
from cigu.engines.matching.assign import assign
from cigu.engines.matching.bilingual import language, translated
from cigu.engines.matching.embeddings import Cached, Endpoint
from cigu.engines.matching.features import both, characters, neighbours, words
from cigu.engines.matching.filters import Facts, Filters, facts_of, filters_of, judge, passes
from cigu.engines.matching.postings import Postings, ask
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.search import Library
from cigu.engines.matching.segment import lexicon
from cigu.engines.matching.shards import local_shards, merged, pooled_by_owner
from cigu.engines.matching.weights import Corpus

NEED = Need("n1", "烧结钕铁硼晶界扩散降低重稀土用量", "目标是在镝含量不变时提高内禀矫顽力。")


def profile(name, *texts):
    return Profile(name, "expert", tuple(Document(f"{name}{n}", *t) for n, t in enumerate(texts)))


MAGNET = profile(
    "magnet",
    ("晶界扩散工艺", "研究了铽、镝在烧结钕铁硼中的晶界扩散，降低重稀土用量。天气好。"),
    ("重稀土减量", "镝铽扩散源涂覆于磁体表面，提高内禀矫顽力。"),
)
ENGLISH = profile(
    "english", ("Grain boundary diffusion", "Sintered NdFeB magnets gained coercivity with Dy.")
)
POLISH = profile("polish", ("稀土抛光粉", "铈基抛光粉的悬浮性与去除速率。"))
EMPTY = profile("empty")
PROFILES = (POLISH, ENGLISH, EMPTY, MAGNET)


@pytest.fixture(scope="module")
def library():
    facts = {"magnet": Facts(clearance=1, domains=frozenset({"magnets"})), "polish": Facts()}
    return Library(PROFILES, facts)


def test_who_works_on_the_problem_comes_first_with_passages(library):
    best, *_others = library.candidates(NEED)
    assert (best.profile_id, best.confidence) == ("magnet", "usual")
    assert best.documents[0][0] == "magnet0"
    assert any("晶界扩散" in passage.text for passage in best.passages)
    assert all("天气" not in passage.text for passage in best.passages)
    for found in library.candidates(NEED):
        for passage in found.passages:
            source = next(d for p in PROFILES for d in p.documents if d.id == passage.document_id)
            held = getattr(source, passage.part)
            assert held[passage.start : passage.end] == passage.text
            assert all(held[t.start : t.end].lower() == t.term for t in passage.terms)


def test_documents_in_the_other_language_are_found_with_low_confidence(library):
    found = {one.profile_id: one for one in library.candidates(NEED)}
    assert found["english"].confidence == "low"
    assert found["english"].score < found["magnet"].score
    back = library.candidates(Need("e", "Grain boundary diffusion of NdFeB", "rare earth magnets"))
    assert {one.profile_id: one.confidence for one in back}["magnet"] == "low"


def test_a_profile_without_text_is_unknown_and_not_zero(library):
    assert library.unknown == ("empty",)
    assert math.isnan(library.provider_scores(NEED)[2])
    assert library.why_not(NEED, "empty").code == "unknown"


def test_filters_stand_apart_from_scores_and_unknown_is_not_no(library):
    secret = Filters(secrecy=2)
    shown = [one.profile_id for one in library.candidates(NEED, filters=secret)]
    assert "magnet" not in shown
    assert "english" in shown  # nothing is known of its clearance
    assert library.why_not(NEED, "magnet", filters=secret).code == "filter"
    strict = Filters(secrecy=1, strict=True)
    assert [one.profile_id for one in library.candidates(NEED, filters=strict)] == ["magnet"]
    table = library.matrix([NEED], {"n1": strict})
    assert np.isnan(table[0, [0, 1, 2]]).all()
    assert table[0, 3] == library.provider_scores(NEED)[3]
    assert assign(table, 1, 1).pairs == ((0, 3),)


@pytest.mark.parametrize(
    ("wanted", "known", "passed"),
    [
        (Filters(domains=frozenset("ab")), Facts(domains=frozenset("b")), True),
        (Filters(domains=frozenset("ab")), Facts(domains=frozenset("c")), False),
        (Filters(territories=frozenset({"x"})), Facts(territory="y"), False),
        (Filters(maturity=6), Facts(maturity=5), False),
        (Filters(available=True), Facts(available=True), True),
        (Filters(available=True), Facts(), None),
    ],
)
def test_each_filter_answers_yes_no_or_unknown(wanted, known, passed):
    (verdict,) = judge(wanted, known)
    assert verdict.passed is passed
    assert passes(wanted, (verdict,)) is (passed is not False)


def test_filters_come_from_plain_values():
    assert filters_of({"domains": ["a"], "secrecy": 1}) == Filters(frozenset("a"), 1)
    assert facts_of({"territory": "x"}) == Facts(territory="x")
    with pytest.raises(CiguError, match="no filter"):
        facts_of({"colour": "red"})


def test_why_not_says_place_and_what_is_missing(library):
    told = library.why_not(NEED, "english", top=1)
    best, second = library.candidates(NEED)[:2]
    assert (told.code, told.rank) == ("score", 2)
    assert told.wanting == pytest.approx(best.score - second.score)
    assert library.why_not(NEED, "magnet", top=1).code == "shown"
    assert "内禀矫顽力" in library.why_not(NEED, "polish").missing
    assert library.why_not(Need("x", "磁共振", ""), "polish").code == "unrelated"
    with pytest.raises(CiguError):
        library.why_not(NEED, "nobody")


def test_a_need_without_words_and_a_single_word_are_said(library):
    with pytest.raises(CiguError, match="no word"):
        library.candidates(Need("x", "的", "…"))
    with pytest.raises(CiguError, match="neither Chinese nor English"):
        library.candidates(Need("x", "магнит", ""))
    assert library.candidates(Need("x", "抛光粉", ""))[0].profile_id == "polish"
    assert is_thin(Need("x", "抛光粉", "")) and is_thin(Need("x", "magnet", "Magnet"))
    assert not is_thin(NEED) and not is_thin(Need("x", "…", ""))
    with pytest.raises(CiguError):
        library.candidates(NEED, top=0)
    with pytest.raises(CiguError):
        Library((MAGNET, MAGNET))


WORDS = sorted(lexicon())


def corpus(seed, many=40):
    """Providers with one to six generated documents, a need, all from the lexicon."""
    rng = np.random.default_rng(seed)
    text = lambda: "，".join(rng.choice(WORDS, rng.integers(2, 9)))  # noqa: E731
    rows = [(f"p{n}", [text() for _ in range(rng.integers(0, 7))]) for n in range(many)]
    return rows, text()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_any_number_of_shards_gives_the_same_candidates_and_scores(seed, shards):
    rows, text = corpus(seed)
    answers = []
    for many in (1, shards):
        found, whole = local_shards(rows, many)
        question = whole.question(text, translated(text))
        answers.append(merged((shard.best(question, 8) for shard in found), 8))
    assert answers[0] == answers[1]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.randoms())
def test_the_order_of_providers_changes_nothing(seed, random):
    rows, text = corpus(seed)
    other = rows[:]
    random.shuffle(other)
    answers = []
    for given_rows in (rows, other):
        (shard,), whole = local_shards(given_rows)
        answers.append(shard.best(whole.question(text), 10))
    assert [hit.provider for hit in answers[0]] == [hit.provider for hit in answers[1]]
    for one, two in zip(*answers, strict=True):
        assert one.score == pytest.approx(two.score)


def test_postings_score_as_the_plain_matrix_does():
    rows, text = corpus(7)
    documents = [words(one) for _name, own in rows for one in own]
    held, plain = Postings(documents), Corpus(documents)
    held.weigh(held.statistics())
    asked = words(text)
    found = held.scores(ask(asked, plain.statistics))
    assert found == pytest.approx(plain.share(plain.asked([asked]))[0], rel=1e-5, abs=1e-7)
    assert held.bytes > 0


def test_texts_are_counted_in_both_languages():
    assert words("Sintered magnets of the NdFeB-type") == ["sinter", "magnet", "ndfeb", "type"]
    assert neighbours("sintered magnets")[-1] == "sinter magnet"
    assert "晶界" in words("晶界扩散")
    assert "界扩" in words("晶界扩散")  # met even where it is cut differently
    assert characters("ab") == [" ab", "ab ", " ab "]
    assert both("晶界 magnets") == (words("晶界 magnets"), neighbours("晶界 magnets"))


def test_terms_are_translated_longest_first():
    assert translated("溶剂萃取") == "solvent extraction"
    assert "晶界扩散" in translated("Grain Boundary Diffusions")
    assert (language("稀土永磁 NdFeB"), language("rare earth 稀")) == ("zh", "en")


class Counting:
    """An embedder that counts what it is asked: letters a, b, c."""

    id, version = "counting", "1"

    def __init__(self):
        self.asked = []

    def embed(self, texts, lang):
        self.asked += texts
        return np.asarray([[t.count(c) + 0.1 for c in "镝铈a"] for t in texts], np.float32)


def test_embeddings_are_asked_once_for_each_text(tmp_path):
    plain = Counting()
    cached = Cached(plain, tmp_path / "vectors")
    first = cached.embed(["镝", "铈", "镝"], "zh")
    assert plain.asked == ["镝", "铈"]
    assert np.array_equal(cached.embed(["铈", "镝"], "zh"), first[[1, 0]])
    assert len(plain.asked) == 2
    cached.close()
    renewed = Cached(Counting(), tmp_path / "vectors")
    renewed.version = "2"
    renewed.embed(["镝"], "zh")
    assert renewed.embedder.asked == ["镝"]
    renewed.close()


def test_embeddings_take_part_when_given_and_bad_ones_are_refused(tmp_path):
    library = Library(PROFILES, embedder=Counting())
    plain = Library(PROFILES)
    assert library.candidates(NEED)[0].profile_id == "magnet"
    assert library.provider_scores(NEED)[0] != plain.provider_scores(NEED)[0]

    class Broken(Counting):
        def embed(self, texts, lang):
            return np.full((len(texts), 2), np.nan, np.float32)

    with pytest.raises(CiguError, match="to become vectors"):
        Cached(Broken(), tmp_path / "v").embed(["x"], "en")
    with pytest.raises(CiguError, match="no address"):
        Endpoint("file:///etc/passwd", "m")
    with pytest.raises(CiguError, match="did not answer"):
        Endpoint("http://127.0.0.1:9", "m", seconds=1).embed(["x"], "en")


def test_searches_side_by_side_quote_each_for_its_own_need():
    """What belongs to one need is held nowhere in the index that another could overwrite."""
    subjects = [term for term, kind in lexicon().items() if kind == "process"][:12]
    held = [
        profile(f"p{n}", *((f"{s}试验", f"本报告研究{s}，第{k}批。") for k in range(3)))
        for n, s in enumerate(subjects)
    ]
    library = Library(held, latent=False)
    needs = [Need(f"n{n}", subject, f"改进{subject}。") for n, subject in enumerate(subjects)]
    alone = [library.candidates(need) for need in needs]
    before, turns = sys.getswitchinterval(), needs * 8
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(library.candidates, turns))
    finally:
        sys.setswitchinterval(before)
    assert together == alone * 8
    assert all(found[0].passages for found in alone)


def test_a_search_writes_nothing_into_the_index(library):
    before = dict(vars(library))
    library.candidates(NEED)
    library.why_not(NEED, "polish")
    assert all(before[name] is value for name, value in vars(library).items())


def test_passages_are_looked_for_only_in_what_is_wanted(library, monkeypatch):
    asked = []
    find = library._passages
    monkeypatch.setattr(library, "_passages", lambda *given: asked.append(given) or find(*given))
    best = library.by_kind(NEED, ("expert",), 10, keep=lambda place, _score: place < 1)["expert"]
    assert [one.profile_id for one in best] == ["magnet"]
    assert len(asked) == 1
    assert library.names_by_kind(NEED, ("expert",), 2)["expert"] == ("magnet", "english")
    assert len(asked) == 1


@given(st.lists(st.lists(st.floats(0, 1), max_size=14), min_size=1, max_size=6), st.randoms())
def test_the_order_of_documents_changes_no_score(profiles, rng):
    sizes = np.asarray([len(one) for one in profiles])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    mixed = [rng.sample(one, len(one)) for one in profiles]
    found = pooled_by_owner(_row(profiles), owner, sizes)
    assert (found == pooled_by_owner(_row(mixed), owner, sizes)).all()
    for one, score in zip(profiles, found, strict=True):
        best = sorted(one)[-10:]
        assert score == pytest.approx(sum(best) / max(len(best), 1))


def _row(profiles):
    return np.asarray([score for one in profiles for score in one])
