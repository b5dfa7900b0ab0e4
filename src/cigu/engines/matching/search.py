"""Ranks providers by evidence: candidates for one need out of a hundred thousand documents at once,
with the passages that speak for them, and why a named provider is not among them.

A document's score adds `share` and `neighbours` of the index (`shards`), `latent` where there are
few enough documents for it, and embeddings where an embedder is given; a provider has the mean of
its best ten documents. Terms of the other language are asked for too; what is found by them alone
is of low confidence. Filters stand apart from scores.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.text import Span, sentences
from cigu.engines.matching.asking import check_need
from cigu.engines.matching.bilingual import language, translated
from cigu.engines.matching.cuts import Part, cut_sentence
from cigu.engines.matching.embeddings import Embedder
from cigu.engines.matching.features import Cut, both, folded, stem, words
from cigu.engines.matching.filters import Facts, Filters, Verdict, judge, passes
from cigu.engines.matching.methods import SPREAD
from cigu.engines.matching.passages import find_passages
from cigu.engines.matching.pooling import FEW
from cigu.engines.matching.profiles import Document, Need, Passage, Profile
from cigu.engines.matching.segment import terms
from cigu.engines.matching.shards import BRIDGE, WEIGHTS, pooled_by_owner, whole_index
from cigu.engines.matching.weights import Corpus, Latent

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
LATENT_MOST = 20_000  # documents up to which directions are worked out
EMBEDDING_SPREAD = 0.080  # taken as that of the latent way; not measured
QUOTED = 3  # documents of a provider that are searched for passages
LIKELY = 4  # sentences of them that are cut into words
Keep = Callable[[int, float], bool]  # (place from 0, score) → whether the candidate is wanted


@dataclass(frozen=True, slots=True)
class Evidence:
    """A provider for a need. `documents`: (document id, score), best first; `confidence`: "usual",
    or "low" where more than half of the score rests on translated terms."""

    profile_id: str
    score: float
    confidence: str
    documents: tuple[tuple[str, float], ...]
    passages: tuple[Passage, ...]
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a provider is not among the candidates of a need.

    code: "filter" (with the verdicts), "unknown" (no text to judge by), "unrelated" (nothing in
    common), "score" (`rank` is its place, `wanting` what it lacks to the last candidate shown),
    "shown" (it is among them). `shared` and `missing`: the need's terms, the weightiest first,
    that the provider's documents hold and do not hold.
    """

    code: str
    score: float | None = None
    rank: int | None = None
    wanting: float | None = None
    shared: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A need weighed against all: (documents,) and (profiles,) with and without translation.
    `wanted`: the stems of its terms, also the translated ones, with their weights."""

    documents: Floats
    scores: Floats
    plain: Floats
    wanted: Mapping[str, float]


class Library:
    """Profiles, indexed once, asked many times, by any number of threads at once: what belongs to
    a need is handed on in a `Weighed`, the index itself is not written after it was made."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        facts: Mapping[str, Facts] | None = None,
        *,
        latent: bool | None = None,
        embedder: Embedder | None = None,
        cut: Cut = both,
    ) -> None:
        """`latent` None: where there are at most 20,000 documents. `cut`: as `features.both`; one
        that remembers texts makes a second index of nearly the same documents cheap. Raises
        CiguError "duplicate_id" when two profiles carry the same id."""
        self.profiles = {profile.id: profile for profile in profiles}
        if len(self.profiles) < len(profiles):
            raise CiguError(
                "duplicate_id", "Two profiles carry the same id.", remedy="Give each its own."
            )
        self.facts = dict(facts or {})
        held = [(p.id, tuple(d for d in p.documents if _text(d).strip())) for p in profiles]
        self.documents = dict(held)
        self.unknown = tuple(name for name, documents in held if not documents)
        texts = [(name, [_text(d) for d in documents]) for name, documents in held]
        self.shard, self.whole = whole_index(texts, cut)
        self.place = {name: place for place, name in enumerate(self.shard.providers)}
        self.kinds = np.asarray([profile.kind for profile in profiles], dtype=object)
        self._by_name = np.argsort(np.argsort(np.asarray(self.shard.providers, dtype=object)))
        many = self.shard.documents
        wide = many <= LATENT_MOST if latent is None else latent
        self._latent = self._directions(texts, cut) if wide else None
        self._embedder = embedder
        self._vectors = None if embedder is None else _embedded(embedder, texts)

    def document_scores(self, need: Need, *, bridged: bool = True) -> Floats:
        """(documents,) in the order of the profiles, 0 to 1; `bridged`: with translated terms."""
        plain, found = self._both(need)
        return found if bridged else plain

    def _both(self, need: Need) -> tuple[Floats, Floats]:
        """Scores of documents without and with translated terms; the same array where there is
        nothing to translate. A document's score is a sum over terms: the need's own are counted
        once for both."""
        query, other = need.query, translated(need.query)
        weight, (own, more) = sum(WEIGHTS), self.whole.questions(query, other)
        plain = self.shard.document_scores(own) * weight
        found = plain + self.shard.document_scores(more) * weight if other else plain
        if self._latent is not None:
            likeness = bridge = self._directed(query)
            if other:
                bridge = np.maximum(likeness, BRIDGE * self._directed(other))
            plain, found = plain + likeness / SPREAD["latent"], found + bridge / SPREAD["latent"]
            weight += 1 / SPREAD["latent"]
        if self._embedder is not None and self._vectors is not None:
            asked = self._embedder.embed([query], language(query))[0].astype(float)
            likeness = self._vectors @ (asked / (np.linalg.norm(asked) or 1.0))
            near = np.maximum(likeness, 0.0) / EMBEDDING_SPREAD
            plain, found = plain + near, found + near
            weight += 1 / EMBEDDING_SPREAD
        plain = plain / weight
        return plain, found / weight if other else plain

    def provider_scores(self, need: Need) -> Floats:
        """(profiles,) 0 to 1; NaN where a profile has no text."""
        return self._pooled(self.document_scores(need))

    def candidates(
        self, need: Need, top: int = 10, filters: Filters | None = None, kind: str | None = None
    ) -> tuple[Evidence, ...]:
        """The best `top` providers (of one kind of profile) that pass the filters and share
        something with the need, best first, ties by id. Raises CiguError "top", "empty_need",
        "other_language"."""
        return self.by_kind(need, (kind,), top, filters)[kind]

    def by_kind(
        self, need: Need, kinds: Sequence[str | None], top: int = 10,
        filters: Filters | None = None, keep: Keep | None = None,
    ) -> dict[str | None, tuple[Evidence, ...]]:  # fmt: skip
        """`candidates` of each kind, the documents being weighed once for all of them; of each
        kind the row ends where `keep` first says no, so that passages are looked for only in what
        is wanted."""
        check_need(need, top)
        weighed = self._weighed(need)
        return {
            kind: tuple(
                self._evidence(place, weighed, verdicts)
                for place, verdicts in self._kept(weighed.scores, filters, kind, top, keep)
            )
            for kind in kinds
        }

    def names_by_kind(
        self, need: Need, kinds: Sequence[str | None], top: int = 10
    ) -> dict[str | None, tuple[str, ...]]:
        """Ids of the best of each kind, without looking for passages."""
        check_need(need, top)
        scores = self.provider_scores(need)
        return {
            kind: tuple(
                self.shard.providers[place]
                for place, _ in self._kept(scores, None, kind, top, None)
            )
            for kind in kinds
        }

    def _kept(
        self, scores: Floats, filters: Filters | None, kind: str | None, top: int,
        keep: Keep | None,
    ) -> Iterator[tuple[int, tuple[Verdict, ...]]]:  # fmt: skip
        found = islice(self._passing(scores, filters, kind), top)
        if keep is None:
            return found
        wanted = takewhile(lambda row: keep(row[0], float(scores[row[1][0]])), enumerate(found))
        return (row for _place, row in wanted)

    def evidence(self, need: Need, names: Iterable[str]) -> dict[str, Evidence]:
        """What speaks for the named providers, without filters; who has no text is left out."""
        weighed = self._weighed(need)
        return {
            name: self._evidence(self.place[name], weighed)
            for name in names
            if name in self.place and name not in self.unknown
        }

    def _weighed(self, need: Need) -> Weighed:
        plain, documents = self._both(need)
        scores = self._pooled(documents)
        own = scores if plain is documents else self._pooled(plain)
        return Weighed(documents, scores, own, self._wanted(need))

    def count(self, need: Need, kind: str | None, filters: Filters | None) -> int:
        """How many (of a kind) share something with the need and pass the filters."""
        return sum(1 for _ in self._passing(self.provider_scores(need), filters, kind))

    def _passing(
        self, scores: Floats, filters: Filters | None, kind: str | None
    ) -> Iterator[tuple[int, tuple[Verdict, ...]]]:
        """Places of those that pass the filters, best first, with the verdicts."""
        for place in map(int, self._ordered(scores, kind)):
            verdicts = self._verdicts(self.shard.providers[place], filters)
            if filters is None or passes(filters, verdicts):
                yield place, verdicts

    def why_not(
        self, need: Need, profile_id: str, top: int = 10, filters: Filters | None = None,
        kind: str | None = None,
    ) -> Absence:  # fmt: skip
        """Why a named provider is not among the candidates (of its kind, if one is given). Raises
        CiguError "unknown_profile"."""
        if profile_id not in self.profiles:
            raise CiguError("unknown_profile", f"There is no profile '{profile_id}'.")
        verdicts = self._verdicts(profile_id, filters)
        if profile_id in self.unknown:
            return Absence("unknown", verdicts=verdicts)
        scores = self.provider_scores(need)
        place = self.place[profile_id]
        score = float(scores[place])
        shared, missing = self._terms(need, profile_id)
        if filters is not None and not passes(filters, verdicts):
            return Absence("filter", score, None, None, shared, missing, verdicts)
        if score <= 0:
            return Absence("unrelated", score, None, None, shared, missing, verdicts)
        order = [p for p, _verdicts in self._passing(scores, filters, kind)]
        rank = order.index(place) + 1
        if rank <= top:
            return Absence("shown", score, rank, 0.0, shared, missing, verdicts)
        wanting = float(scores[order[top - 1]]) - score
        return Absence("score", score, rank, wanting, shared, missing, verdicts)

    def matrix(
        self,
        needs: Sequence[Need],
        filters: Mapping[str, Filters] | None = None,
        progress: Progress | None = None,
    ) -> Floats:
        """(needs, profiles) for an assignment; NaN where unknown or filtered out."""
        found = np.full((len(needs), len(self.shard.providers)), np.nan)
        for row, need in enumerate(needs):
            found[row] = self.provider_scores(need)
            wanted = (filters or {}).get(need.id)
            barred = [p for p in range(found.shape[1]) if not self._admits(p, wanted)]
            found[row, barred] = np.nan
            if progress is not None:
                progress("needs", row + 1, len(needs))
        return found

    def _directed(self, text: str) -> Floats:
        """(documents,) likeness of a text in the first directions; zeros without them."""
        if self._latent is None:
            return np.zeros(self.shard.documents)
        corpus, latent = self._latent
        return np.asarray(latent.scores(corpus.asked([words(text)]))[0])

    def _pooled(self, documents: Floats) -> Floats:
        found = pooled_by_owner(documents, self.shard.owner, self.shard.sizes)
        return np.where(self.shard.sizes > 0, found, np.nan)

    def _ordered(self, scores: Floats, kind: str | None = None) -> NDArray[np.intp]:
        """Places of those that share anything with the need, best first, ties by id."""
        fit = np.nan_to_num(scores) > 0
        places = np.flatnonzero(fit if kind is None else fit & (self.kinds == kind))
        return places[np.lexsort((self._by_name[places], -scores[places]))]

    def _verdicts(self, name: str, filters: Filters | None) -> tuple[Verdict, ...]:
        return () if filters is None else judge(filters, self.facts.get(name, Facts()))

    def _admits(self, place: int, filters: Filters | None) -> bool:
        name = self.shard.providers[place]
        return filters is None or passes(filters, self._verdicts(name, filters))

    def _evidence(
        self, place: int, weighed: Weighed, verdicts: tuple[Verdict, ...] = ()
    ) -> Evidence:
        name, scores = self.shard.providers[place], weighed.scores
        low = bool(weighed.plain[place] < 0.5 * scores[place])
        start = int(self.shard.first[place])
        own = weighed.documents[start : start + int(self.shard.sizes[place])]
        order = [int(n) for n in np.argsort(-own, kind="stable")[:FEW] if own[n] > 0]
        held = self.documents[name]
        return Evidence(
            profile_id=name,
            score=float(scores[place]),
            confidence="low" if low else "usual",
            documents=tuple((held[n].id, float(own[n])) for n in order),
            passages=self._passages(weighed.wanted, [held[n] for n in order[:QUOTED]]),
            verdicts=verdicts,
        )

    def _passages(
        self, wanted: Mapping[str, float], documents: Iterable[Document]
    ) -> tuple[Passage, ...]:
        """Only the sentences that look best by their letters are cut into words."""
        likely = heapq.nlargest(LIKELY, self._looked_at(wanted, documents), key=lambda row: row[0])
        cuts = [(d, (cut_sentence(part, text, span),)) for _score, d, part, text, span in likely]
        return find_passages(frozenset(wanted), cuts, self._weight, stem)

    def _looked_at(
        self, wanted: Mapping[str, float], documents: Iterable[Document]
    ) -> Iterator[tuple[float, Document, Part, str, Span]]:
        """Sentences that hold one of the stems, with the sum of the weights of all they hold."""
        parts: tuple[Part, Part] = ("title", "text")
        for document in documents:
            for part, text in zip(parts, (document.title, document.text), strict=True):
                for span in sentences(text):
                    piece = folded(text[span.start : span.end])
                    score = sum(weight for term, weight in wanted.items() if term in piece)
                    if score:
                        yield score, document, part, text, span

    def _wanted(self, need: Need) -> Mapping[str, float]:
        """Stems of the need's terms, also the translated ones, with their weights."""
        found = terms(f"{need.query}\n{translated(need.query)}")
        return {term: self._weight(term) for term in dict.fromkeys(map(stem, found))}

    def _weight(self, term: str) -> float:
        statistics = self.whole.words
        many = float(statistics.frequency.get(term, 0))
        return float(statistics.idf(np.asarray([many]))[0])

    def _terms(self, need: Need, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        held = {stem(t) for d in self.documents[name] for t in terms(_text(d))}
        written = {stem(term): term for term in reversed(terms(need.query))}
        wanted = sorted(written, key=lambda t: (-self._weight(t), t))
        return (
            tuple(written[t] for t in wanted if t in held)[:10],
            tuple(written[t] for t in wanted if t not in held)[:10],
        )

    def _directions(
        self, texts: Iterable[tuple[str, Sequence[str]]], cut: Cut
    ) -> tuple[Corpus, Latent]:
        corpus = Corpus([cut(text)[0] for _name, own in texts for text in own], self.whole.words)
        return corpus, Latent(corpus)


def _embedded(embedder: Embedder, texts: Iterable[tuple[str, Sequence[str]]]) -> Floats | None:
    """(documents, dimensions), each of length one, each text in its own language."""
    flat = [text for _name, own in texts for text in own]
    found: dict[int, NDArray[np.float32]] = {}
    for lang in ("zh", "en"):
        places = [place for place, text in enumerate(flat) if language(text) == lang]
        if places:
            vectors = embedder.embed([flat[place] for place in places], lang)
            found.update(zip(places, vectors, strict=True))
    if not found:
        return None
    rows = np.stack([found[place] for place in range(len(flat))]).astype(np.float64)
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(sizes > 0, sizes, 1.0))


def _text(document: Document) -> str:
    return f"{document.title}\n{document.text}"
