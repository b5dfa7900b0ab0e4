import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cigu.engines.matching.bm25 import BM25

WORDS = "abcdefghij"
document = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
corpora = st.lists(document, min_size=2, max_size=8)


def okapi(corpus, query, k1=1.5, b=0.75, epsilon=0.25):
    """The formula of rank-bm25's BM25Okapi, written out."""
    n = len(corpus)
    mean = sum(map(len, corpus)) / n
    df = Counter(term for doc in corpus for term in set(doc))
    raw = {t: math.log(n - f + 0.5) - math.log(f + 0.5) for t, f in df.items()}
    floor = epsilon * sum(raw.values()) / len(raw)
    assume(floor >= 0)  # with a negative mean idf the original goes below zero; ours does not
    idf = {t: floor if v < 0 else v for t, v in raw.items()}
    scores = []
    for doc in corpus:
        tf = Counter(doc)
        norm = k1 * (1 - b + b * len(doc) / mean)
        scores.append(sum(idf.get(t, 0) * tf[t] * (k1 + 1) / (tf[t] + norm) for t in query))
    return scores


@given(corpora, document)
def test_scores_are_those_of_the_formula(corpus, query):
    expected = okapi(corpus, query)
    assert BM25(corpus).scores([query])[0] == pytest.approx(expected, abs=1e-12)


def test_scores_are_those_of_the_package():
    rank_bm25 = pytest.importorskip("rank_bm25")
    rng = np.random.default_rng(3)
    corpus = [[f"w{n}" for n in rng.zipf(1.6, 40) % 200] for _ in range(60)]
    query = corpus[5][:15]
    theirs = rank_bm25.BM25Okapi(corpus).get_scores(query)
    assert BM25(corpus).scores([query])[0] == pytest.approx(theirs)


def test_a_tiny_corpus_by_hand():
    corpus = [["钕", "铁"], ["铁"], ["硼"], ["铈"]]
    index = BM25(corpus)
    idf = math.log(3.5) - math.log(1.5)
    norm = 1.5 * (1 - 0.75 + 0.75 * 2 / 1.25)
    assert index.idf("钕") == pytest.approx(idf)
    assert index.idf("铁") == pytest.approx(0.25 * (3 * idf + 0) / 4) or index.idf("铁") == 0
    assert index.scores([["钕"]])[0] == pytest.approx([idf * 2.5 / (1 + norm), 0, 0, 0])


@given(corpora, document)
def test_normalised_scores_lie_between_zero_and_one(corpus, query):
    scores = BM25(corpus).normalised([query])
    assert scores.shape == (1, len(corpus))
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_document_equal_to_the_need_scores_one():
    corpus = [["晶界", "扩散", "镝"], ["抛光", "粉"], ["储氢", "合金"], ["电机"], ["选矿"]]
    index = BM25(corpus)
    assert index.normalised([corpus[0], corpus[1]]).diagonal() == pytest.approx([1, 1])


def test_a_need_nobody_writes_about_scores_low_with_everybody():
    corpus = [["晶界", "扩散"], ["抛光", "粉"], ["储氢", "合金"]]
    index = BM25(corpus)
    known, exotic = index.normalised([["晶界"], ["晶界", "钪", "靶材", "闪烁"]])[:, 0]
    assert exotic < known


@pytest.mark.parametrize("corpus", [[], [[]], [[], ["甲"]]])
def test_empty_documents_do_no_harm(corpus):
    assert BM25(corpus).normalised([["甲"], []]).shape == (2, len(corpus))


@given(corpora, document, st.randoms())
def test_the_order_of_documents_does_not_matter(corpus, query, random):
    order = list(range(len(corpus)))
    random.shuffle(order)
    straight = BM25(corpus).scores([query])[0]
    shuffled = BM25([corpus[i] for i in order]).scores([query])[0]
    assert shuffled == pytest.approx(straight[order])
