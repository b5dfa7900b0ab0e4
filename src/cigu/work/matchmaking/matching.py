"""The one door to the engine: records become profiles, evidence becomes candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.asking import check_need
from cigu.engines.matching.filters import Filters, judge, passes
from cigu.engines.matching.profiles import Need, Passage
from cigu.engines.matching.search import Absence, Evidence

from .filtering import entrusted
from .index import Shelves, shelves
from .models import Kind
from .profiles import Provider

Progress = Callable[[int, int], None]
FLOOR = 0.02  # below this score a candidate is chance
STRONG = 0.12  # from here on a candidate is kept however many stand before it
MOST = 40  # candidates of one kind looked at; all three are this project's choice
NAMED = 3  # documents that are named beside a score
Wanted = Mapping[int, Filters]  # by need


@dataclass(frozen=True)
class Found:
    """A candidate in the room's terms."""

    provider: Provider
    score: float
    parts: dict[str, Any]
    passages: list[dict[str, Any]]


def asked(need: Any) -> Need:
    """The words of a need that a document can answer."""
    said = spoken(need)
    return replace(said, text="\n".join(t for t in (said.text, _target(need)) if t))


def spoken(need: Any) -> Need:
    """The same without its figure: a number and a unit alone are nothing to go by."""
    told = (need.problem, need.process_step, need.metric, need.conditions)
    keywords = tuple(need.keywords.replace("，", "、").replace(",", "、").split("、"))
    return Need(str(need.uid), need.title, "\n".join(t for t in told if t),
                tuple(k.strip() for k in keywords if k.strip()))  # fmt: skip


def has_words(need: Any) -> bool:
    try:
        check_need(spoken(need))
    except CiguError:
        return False
    return True


def _target(need: Any) -> str:
    if need.target is None:
        return ""
    number = need.target.normalize()
    return f"{need.metric} {need.comparator} {number:f} {need.unit}"


def candidates_for(
    needs: Sequence[Any], top: int = 8, progress: Progress | None = None,
    wanted: Wanted | None = None,
) -> dict[int, list[Found]]:  # fmt: skip
    """By need, best first: of each kind the best ``top``, and whoever else scores strongly. A need
    without a word to go by has none."""
    shelf, kept = shelves(fresh=True), {}
    for done, need in enumerate(needs, start=1):
        filters = (wanted or {}).get(need.pk)
        kept[need.pk] = _candidates(shelf, need, top, filters) if has_words(need) else []
        if progress is not None:
            progress(done, len(needs))
    return kept


def _candidates(shelf: Shelves, need: Any, top: int, filters: Filters | None) -> list[Found]:
    _trust(shelf, filters)
    by_kind = shelf.library.by_kind(
        asked(need), Kind.values, max(top, MOST), filters,
        lambda place, score: score >= STRONG or (place < top and score >= FLOOR),
    )  # fmt: skip
    rows = [_found(shelf, one) for found in by_kind.values() for one in found]
    return sorted(rows, key=lambda row: -row.score)


def _trust(shelf: Shelves, filters: Filters | None) -> None:
    if filters is not None and filters.secrecy is not None:
        shelf.trust(entrusted())


def _found(shelf: Shelves, one: Evidence) -> Found:
    provider = shelf.by_id[one.profile_id]
    return Found(provider, min(one.score, 1.0), *_grounds(provider, one))


def _grounds(provider: Provider, one: Evidence) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The documents that gave the score, filters that were asked, and the passages."""
    documents = [_document(provider, ident, score) for ident, score in one.documents[:NAMED]]
    parts: dict[str, Any] = {
        "documents": documents, "of": len(provider.profile.documents),
        "confidence": one.confidence, "filters": {v.name: v.passed for v in one.verdicts},
    }  # fmt: skip
    return parts, [_passage(p, provider) for p in one.passages]


def _document(provider: Provider, ident: str, score: float) -> dict[str, Any]:
    found = provider.document(ident)
    return {"id": ident, "title": found.title, "kind": found.kind, "score": round(score, 4)}


def _passage(passage: Passage, provider: Provider) -> dict[str, Any]:
    """Everything a page needs to quote it and to find it again."""
    document = provider.document(passage.document_id)
    return {
        "document": passage.document_id, "part": passage.part, "title": document.title,
        "kind": document.kind, "date": document.date.isoformat() if document.date else "",
        "start": passage.start, "end": passage.end, "text": passage.text,
        "terms": [[t.term, t.start - passage.start, t.end - passage.start] for t in passage.terms],
    }  # fmt: skip


def score_matrix(
    shelf: Shelves, needs: Sequence[Any], providers: Sequence[Provider],
    progress: Progress | None = None,
) -> Any:  # fmt: skip
    """(needs, providers) in their order; NaN where a provider has no text."""
    library = shelf.library
    columns = [library.place[p.id] for p in providers]
    tell = None if progress is None else lambda _stage, done, total: progress(done, total)
    found = library.matrix([asked(n) for n in needs], progress=tell)
    return np.minimum(found[:, columns], 1.0)


def failing(
    shelf: Shelves, needs: Sequence[Any], providers: Sequence[Provider], wanted: Wanted
) -> dict[tuple[int, tuple[int, int | None]], list[str]]:
    """Pairs (need, (party, achievement)) that a condition of the need rules out, with the
    conditions."""
    found = {}
    for need in needs:
        filters = wanted.get(need.pk)
        if filters is None:
            continue
        _trust(shelf, filters)
        for p in providers:
            verdicts = judge(filters, shelf.library.facts[p.id])
            if not passes(filters, verdicts):
                found[need.pk, (p.party, p.achievement)] = [
                    v.name for v in verdicts if not (v.passed or passes(filters, (v,)))
                ]
    return found


def grounds_of(
    shelf: Shelves, pairs: Iterable[tuple[Any, Provider]]
) -> dict[tuple[int, str], tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Parts and passages of pairs, by need and profile; each need is weighed once."""
    by_need = dict[int, tuple[Any, list[Provider]]]()
    for need, provider in pairs:
        by_need.setdefault(need.pk, (need, []))[1].append(provider)
    found = {}
    for need, providers in by_need.values():
        by_id = {p.id: p for p in providers}
        for name, one in shelf.library.evidence(asked(need), by_id).items():
            found[need.pk, name] = _grounds(by_id[name], one)
    return found


def found_for(need: Any, party: int, achievement: int | None = None) -> Found | None:
    """What speaks for a provider that a broker names by hand; None without a text or a word."""
    shelf = shelves()
    provider = shelf.find(party, achievement)
    if provider is None:
        return None
    one = shelf.library.evidence(asked(need), [provider.id]).get(provider.id)
    return None if one is None or one.score <= 0 else _found(shelf, one)


def absence_of(need: Any, provider: Provider, top: int, filters: Filters | None) -> Absence:
    """Why a named provider stands where it stands by its documents."""
    shelf = shelves()
    _trust(shelf, filters)
    return shelf.library.why_not(asked(need), provider.id, top, filters, provider.kind)
