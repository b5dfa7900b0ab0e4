"""Parts of bench_matching.py that make their own corpora or take long."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from cigu.engines.matching.assign import assign
from cigu.engines.matching.evaluate import evaluate
from cigu.engines.matching.gold import read
from cigu.engines.matching.profiles import Document, Need, Profile
from cigu.engines.matching.search import Library
from cigu.engines.matching.segment import lexicon, terms
from cigu.engines.matching.shards import Shard

Rows = list[tuple[str, str, str]]
SEED = 20_240_614
PHRASES = (
    "研究{0}的{1}对{2}的影响，考察了{3}条件下的变化规律。",
    "采用{0}使{1}由{n} kOe提高，{3}的{2}保持稳定。",
    "完成{0}与{1}的中试，{2}达到{n}%，通过了{3}验收。",
)


def gold(options: argparse.Namespace) -> Rows:
    folder = options.data / "expertise"
    if not folder.is_dir():
        return [("gold standard", "", f"not measured: no data in {options.data}")]
    found = evaluate(read(folder))
    rows = []
    for figure in (*found.figures, found.cross_validated):
        beat = "< 0.23, aim 0.21" if figure.name in ("hybrid", "cross-validated") else ""
        low, high = figure.interval
        told = f"{figure.loss:.4f} [{low:.3f}; {high:.3f}], easy {figure.easy:.2f}, "
        told += f"hard {figure.hard:.2f}"
        if figure.difference_interval:
            told += ", used minus this {:+.4f} [{:+.3f}; {:+.3f}]".format(
                figure.difference, *figure.difference_interval
            )
        rows.append((f"loss, {figure.name}", beat, told))
    return rows


def nation(options: argparse.Namespace) -> Rows:
    """In a process of its own, so that its peak of memory is its own."""
    done = subprocess.run(
        [sys.executable, __file__, "nation"], check=True, capture_output=True, text=True
    )
    return [("100,000 × 1,000,000, 30 candidates, demand 3", "15 s; 600 MB", done.stdout.strip())]


def solve_nation() -> None:
    """Half of the candidates are among 30,000 providers whom many want: loads do bind."""
    needs, providers, many = 100_000, 1_000_000, 30
    rng = np.random.default_rng(SEED)
    columns = rng.integers(0, providers, (needs, many))
    wanted = rng.random((needs, many)) < 0.5
    columns[wanted] = rng.integers(0, 30_000, int(wanted.sum()))
    scores = sparse.csr_matrix(
        (rng.beta(2, 5, needs * many), columns.ravel(), np.arange(0, needs * many + 1, many)),
        shape=(needs, providers),
    )
    del columns, wanted
    begun, cpu = time.perf_counter(), time.process_time()
    found = assign(scores, 3, 4)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{seconds:.1f} s ({cpu:.1f} s of processor); {peak:.0f} MB; {len(found.pairs)} pairs, "
          f"total {found.total:.2f}, gap {found.gap:.0e}")  # fmt: skip


def interactive(options: argparse.Namespace) -> Rows:
    """One need at a time, never asked before, with passages of the ten best."""
    rng, many = np.random.default_rng(SEED), options.documents
    words = np.asarray(list(lexicon()))
    terms("预热")
    profiles = [
        Profile(f"p{n:06d}", "expert", tuple(document(rng, words, 5 * n + k) for k in range(5)))
        for n in range(many // 5)
    ]
    begun, cpu = time.perf_counter(), time.process_time()
    library = Library(profiles, latent=False)
    built, built_cpu = time.perf_counter() - begun, time.process_time() - cpu
    walls, cpus = [], []
    for number in range(200):
        need = Need(f"n{number}", sentence(rng, words), sentence(rng, words) + sentence(rng, words))
        begun, cpu = time.perf_counter(), time.process_time()
        found = library.candidates(need)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - cpu)
        assert len(found) == 10
        assert all(one.passages for one in found)
    size = library.shard.bytes / many * 1e6 / 1e9
    p50, p95 = np.percentile(walls, (50, 95)) * 1e3
    cpu95 = np.percentile(cpus, 95) * 1e3
    return [
        (f"one need among {many:,} documents, p95", "200 ms",
         f"{p95:.0f} ms (half: {p50:.0f} ms; processor p95 {cpu95:.0f} ms)"),
        ("index per million documents", "",
         f"{built / many * 1e6:.0f} s ({built_cpu / many * 1e6:.0f} s of processor) to build, "
         f"{size:.2f} GB of arrays"),
    ]  # fmt: skip


def throughput(options: argparse.Namespace) -> Rows:
    """Top 10 documents of a need by the words alone, beside bm25s, from the same cut terms."""
    try:
        import bm25s
    except ImportError:
        return [("throughput beside bm25s", "", "not measured: bm25s is not installed")]
    many, asked = options.documents, 1_000
    rng = np.random.default_rng(SEED)
    corpus, queries = list(skewed(rng, many, 60)), list(skewed(rng, asked, 20))
    (shard, whole), ours_build = timed(lambda: own_index(corpus))
    questions = [whole.of_terms(query, query) for query in queries]
    _found, ours = timed(lambda: [top_documents(shard, q) for q in questions])
    retriever = bm25s.BM25()
    _none, their_build = timed(lambda: retriever.index(corpus, show_progress=False))
    _found, theirs = timed(lambda: retriever.retrieve(queries, k=10, show_progress=False))
    return [
        (f"needs a second among {many:,} documents", "beside bm25s",
         f"{asked / ours:.0f} to {asked / theirs:.0f}: {theirs / ours:.2f} × (two ways at once)"),
        ("building the index", "beside bm25s",
         f"{ours_build:.1f} s to {their_build:.1f} s (two ways at once)"),
    ]  # fmt: skip


def own_index(corpus: list[list[str]]) -> tuple[Shard, object]:
    names = [str(n) for n in range(len(corpus))]
    shard = Shard.of_terms(names, [1] * len(corpus), corpus, corpus)
    whole = shard.statistics()
    shard.weigh(whole)
    return shard, whole


def top_documents(shard: Shard, question: object) -> np.ndarray:
    scores = shard.document_scores(question)
    best = np.argpartition(-scores, 10)[:10]
    return best[np.argsort(-scores[best])]


def skewed(rng: np.random.Generator, texts: int, length: int) -> Iterator[list[str]]:
    """Terms as skewed as those of a language."""
    places = np.minimum(rng.zipf(1.3, (texts, length)), 200_000)
    return ([f"t{place}" for place in row] for row in places)


def document(rng: np.random.Generator, words: np.ndarray, number: int) -> Document:
    text = "".join(sentence(rng, words) for _ in range(6))
    return Document(f"d{number}", sentence(rng, words), text)


def sentence(rng: np.random.Generator, words: np.ndarray) -> str:
    chosen = words[rng.integers(0, len(words), 4)]
    return PHRASES[rng.integers(0, len(PHRASES))].format(*chosen, n=rng.integers(1, 60))


def timed(work: Callable[[], object]) -> tuple[object, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


if __name__ == "__main__":
    solve_nation()
