"""A region's assignment in a broker's words: who serves whom, what changed, why it cannot be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.records.needs.models import Need

from .models import AssignmentRun, Kind, Pair

WORST = 8


def kind_word(code: str) -> Any:
    return Kind(code).label


def rounds(record: AssignmentRun) -> list[tuple[Any, dict[str, Any]]]:
    """Each side with its figures."""
    return [(kind_word(k), row) for k, row in record.result.get("rounds", {}).items()]


def by_need(pairs: list[Pair]) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for pair in pairs:
        row = rows.setdefault(pair.need.pk, {"need": pair.need, "team": [], "person": []})
        row[pair.kind].append(pair)
    return list(rows.values())


def worst(pairs: list[Pair]) -> list[tuple[Need, float]]:
    """The needs that get least: where better candidates have to be found."""
    sums: Counter[int] = Counter()
    for pair in pairs:
        sums[pair.need.pk] += pair.score  # type: ignore[assignment]
    needs = {pair.need.pk: pair.need for pair in pairs}
    return [(needs[pk], score) for pk, score in sorted(sums.items(), key=lambda x: x[1])[:WORST]]


def fairness(pairs: list[Pair]) -> list[tuple[str, int]]:
    """How many needs get how much in all, in bands."""
    sums: Counter[int] = Counter()
    for pair in pairs:
        sums[pair.need.pk] += pair.score  # type: ignore[assignment]
    found = Counter(min(int(value * 10), 9) for value in sums.values())
    return [(f"{n / 10:.1f}–{(n + 1) / 10:.1f}", found[n]) for n in sorted(found)]


def changes(record: AssignmentRun) -> dict[str, Any] | None:
    """Against the run before: what stayed, what came, what went."""
    if record.previous is None:
        return None
    now = {(p.need.pk, p.provider.pk): p for p in record.pairs}
    before = {(p.need.pk, p.provider.pk): p for p in record.previous.pairs}
    return {
        "run": record.previous, "kept": len(now.keys() & before.keys()),
        "come": [pair_line(now[key]) for key in sorted(now.keys() - before.keys())],
        "gone": [pair_line(before[key]) for key in sorted(before.keys() - now.keys())],
    }  # fmt: skip


REPAIRS = {
    "conflicts": _("%(n)d conflicts lifted"),
    "load": _("%(n)d places more at"),
    "demand": _("%(n)d places less for"),
    "min_load": _("%(n)d places less than the least load for"),
}


def repairs(record: AssignmentRun) -> list[dict[str, Any]]:
    """The least changes of each kind that would make it possible, in names."""
    rows = record.result.get("repairs", [])
    pairs = [c for row in rows if row["kind"] == "conflicts" for c in row["changes"]]
    needs = Need.objects.in_bulk(
        [c[0] for row in rows if row["kind"] in ("demand", "conflicts") for c in row["changes"]]
    )
    parties = Party.objects.in_bulk(
        [c[0] for row in rows if row["kind"] in ("load", "min_load") for c in row["changes"]]
        + [c[1] for c in pairs]
    )
    out = []
    for row in rows:
        if row["kind"] == "conflicts":
            names = [f"{needs[n].number} → {parties[p]}" for n, p in row["changes"]]
        else:
            held: Any = needs if row["kind"] == "demand" else parties
            names = [f"{held[pk]} ×{many}" for pk, many in row["changes"]]
        text = str(REPAIRS[row["kind"]]) % {"n": row["amount"]}
        out.append({"text": text, "names": names[:8], "more": max(len(names) - 8, 0)})
    return out


def loads(record: AssignmentRun) -> list[tuple[Any, list[tuple[int, int]]]]:
    """How many providers take how many needs."""
    out = []
    for kind, rows in record.result.get("loads", {}).items():
        spread = Counter(row["assigned"] for row in rows)
        out.append((kind_word(kind), sorted(spread.items())))
    return out


def reasons(record: AssignmentRun) -> list[dict[str, Any]]:
    """The explanation of an infeasible run, by names."""
    rows = record.result.get("reasons", [])
    needs = Need.objects.in_bulk({pk for row in rows for pk in row["needs"]})
    parties = Party.objects.in_bulk({pk for row in rows for pk in row["providers"]})
    return [
        {
            **row,
            "text": sentence(row),
            "needs": [needs[pk] for pk in row["needs"][:8]],
            "providers": [parties[pk] for pk in row["providers"][:8]],
            "more_needs": max(len(row["needs"]) - 8, 0),
            "more_providers": max(len(row["providers"]) - 8, 0),
            "n_conflicts": len(row["conflicts"]),
        }
        for row in rows
    ]


SENTENCES = {
    "needs_short": _(
        "These needs ask for %(demand)s places; those they may have can give %(supply)s. "
        "Lower what each need asks for, raise the loads, or add providers."
    ),
    "pinned_forbidden": _(
        "A pair that is held is ruled out by a conflict, an earlier refusal or "
        "your own refusal. Let go of one."
    ),
    "pinned_over_demand": _(
        "Needs hold %(demand)s pairs but ask for %(supply)s. Let go of one, or ask for more."
    ),
    "pinned_over_load": _(
        "Somebody is held to %(demand)s needs but may take %(supply)s. Let go of "
        "one, or give more room."
    ),
    "providers_short": _(
        "These providers are to take %(demand)s places at least; the needs they fit offer "
        "%(supply)s. Lower the least load."
    ),
}
SHORT = _("%(demand)s places are asked for, %(supply)s can be given.")


def sentence(row: dict[str, Any]) -> str:
    numbers = {"demand": row["demand"], "supply": row["supply"]}
    return str(SENTENCES.get(row["code"], SHORT)) % numbers


def label_of(need: int, party: int) -> str:
    wanted = Need.objects.get(pk=need)
    return f"{wanted.number} {wanted.title} → {Party.objects.get(pk=party)}"


def pair_key(pair: Pair) -> str:
    return f"{pair.need.pk}:{pair.provider.pk}"


def pair_line(pair: Pair) -> str:
    return f"{pair.need.number} {pair.need.title} → {pair.provider}·{pair.score:.2f}"
