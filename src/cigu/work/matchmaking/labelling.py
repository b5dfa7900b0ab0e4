"""Marks of candidates: who is to be marked, what the marks say of the ranking, and their export.

The page is blind: it shows documents, neither scores nor places, in an order of its own; and beside
the best of the ranking it shows some that the ranking passes over.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cigu.engines.matching.labels import Labels, Measured, by_case, cases_of, measure_tables
from cigu.engines.matching.profiles import Document, Need
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need as NeedRecord
from cigu.records.people.models import Person
from cigu.records.teams.models import Team

from . import matching
from .index import Shelves, shelves
from .models import Kind, MatchLabel
from .profiles import Provider
from .wording import check_words

BEST, OTHERS = 5, 2  # of each kind: the best of the ranking, and some it passes over
DRAW = "d_1"


def pool(need: NeedRecord, shelf: Shelves | None = None) -> list[Provider]:
    """Who is to be marked, in an order that tells nothing; who is marked already stays in."""
    check_words(need)
    shelf = shelf or shelves()
    found = shelf.library.names_by_kind(matching.asked(need), Kind.values, BEST)
    chosen = {name for names in found.values() for name in names}
    for kind in Kind.values:
        rest = [p.id for p in shelf.of(kind) if p.id not in chosen]
        chosen |= set(sorted(rest, key=lambda ident: _shuffled(need, ident))[:OTHERS])
    marked = MatchLabel.objects.filter(need=need).values_list("provider", "achievement")
    chosen |= {p.id for party, work in marked if (p := shelf.find(party, work))}
    order = {kind: place for place, kind in enumerate(Kind.values)}
    return sorted(
        (shelf.by_id[ident] for ident in chosen),
        key=lambda p: (order[p.kind], _shuffled(need, p.id)),
    )


def _shuffled(need: NeedRecord, ident: str) -> tuple[int, str]:
    return zlib.crc32(f"{need.uid}{ident}".encode()), ident


def labels_of(needs: Sequence[NeedRecord], user: Any, shelf: Shelves | None = None) -> Labels:
    """The marks of these needs that the user may read; where several people marked one candidate,
    the rounded mean."""
    shelf, found = shelf or shelves(), defaultdict[tuple[str, str], list[int]](list)
    uids = {need.pk: str(need.uid) for need in needs}
    place = {(p.party, p.achievement): p.id for p in shelf.providers}
    for row in MatchLabel.objects.for_(user).filter(need__in=needs):
        ident = place.get((row.provider_id, row.achievement_id))
        if ident is not None:
            found[uids[row.need_id], ident].append(row.grade)
    grades = {pair: int(sum(given) / len(given) + 0.5) for pair, given in found.items()}
    seen = readable(shelf, user)
    profiles = tuple(p.profile for p in shelf.providers if p.id in seen)
    grades = {pair: grade for pair, grade in grades.items() if pair[1] in seen}
    return Labels(tuple(matching.asked(n) for n in needs), profiles, grades)


def readable(shelf: Shelves, user: Any) -> set[str]:
    """Profiles of those teams, experts and achievements that the user may read."""
    parties = {
        Kind.TEAM: set(Team.objects.readable(user).values_list("party", flat=True)),
        Kind.PERSON: set(Person.objects.readable(user).values_list("party", flat=True)),
    }
    works = set(Achievement.objects.readable(user).values_list("pk", flat=True))
    return {
        p.id
        for p in shelf.providers
        if (p.achievement in works if p.achievement else p.party in parties[Kind(p.kind)])
    }


def scores_of(labels: Labels, shelf: Shelves | None = None) -> Any:
    """By the ranking in use, on the warm index: (needs, profiles of the labels)."""
    shelf = shelf or shelves()
    columns = [shelf.library.place[profile.id] for profile in labels.profiles]
    return shelf.scores(labels.needs)[:, columns]


def measured(labels: Labels, scores: Any) -> Measured:
    return measure_tables(labels, {"used": scores})


def worst(
    labels: Labels, needs: Sequence[NeedRecord], scores: Any, most: int = 8
) -> list[tuple[Any, str, float]]:
    """(need, kind, nDCG@5) where the ranking does worst, apart from those that are perfect."""
    cases = cases_of(labels)
    rows = by_case(labels, cases, scores)
    order = [int(i) for i in np.argsort(rows[:, 1], kind="stable") if rows[i, 1] < 1]
    return [(needs[cases[i][0]], cases[i][1], float(rows[i, 1])) for i in order[:most]]


def exported(labels: Labels) -> bytes:
    """A ZIP as ``cigu match evaluate`` reads it: the layout of the gold standard, with providers as
    the people who rate needs (1 + grade), and labels.csv with the grades themselves."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _files(labels):
            packed.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def _files(labels: Labels) -> Iterable[tuple[str, str]]:
    marked = {profile for _need, profile in labels.grades}
    kinds = {profile.id: profile.kind for profile in labels.profiles}
    yield "labels.csv", _table(
        ["need", "profile", "kind", "grade"],
        [(n, p, kinds[p], g) for (n, p), g in sorted(labels.grades.items())], ",",
    )  # fmt: skip
    yield "evaluations.tsv", _ratings(labels)
    submissions = {need.id: {"content": _need(need)} for need in labels.needs}
    yield f"{DRAW}/submissions.json", json.dumps(submissions, ensure_ascii=False, indent=1)
    yield f"{DRAW}/kinds.json", json.dumps(kinds, indent=1)
    for p in labels.profiles:
        if p.documents or p.id in marked:
            lines = [json.dumps(_document(d), ensure_ascii=False) for d in p.documents]
            yield f"{DRAW}/archives/{p.id}.jsonl", "\n".join(lines)


def _need(need: Need) -> dict[str, Any]:
    return {"title": need.title, "abstract": need.text, "keywords": list(need.keywords)}


def _document(found: Document) -> dict[str, Any]:
    content = {"title": found.title, "abstract": found.text, "kind": found.kind}
    return {"id": found.id, "content": content}


def _ratings(labels: Labels) -> str:
    """One row a provider: the needs it was marked for, and how well it fits each."""
    rows = defaultdict[str, list[tuple[str, int]]](list)
    for (need, profile), grade in sorted(labels.grades.items()):
        rows[profile].append((need, 1 + grade))
    most = max((len(row) for row in rows.values()), default=0)
    heads = ["ParticipantID", *(f"Paper{n + 1}" for n in range(most)),
             *(f"Expertise{n + 1}" for n in range(most))]  # fmt: skip
    blank = [""] * most
    table = [
        [name, *([n for n, _g in row] + blank)[:most], *([g for _n, g in row] + blank)[:most]]
        for name, row in sorted(rows.items())
    ]
    return _table(heads, table, "\t")


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]], between: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=between, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()
