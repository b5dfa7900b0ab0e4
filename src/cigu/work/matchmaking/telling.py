"""A region's assignment in a broker's words: who serves whom, what changed, why it cannot be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need

from .conflicts import barring, conflicts_of
from .models import AssignmentRun, Kind, Pair

WORST, SHOWN, BODIES = 8, 8, 12


def kind_word(code: str) -> Any:
    return _("altogether") if code == "all" else Kind(code).label


def rounds(record: AssignmentRun) -> list[tuple[Any, dict[str, Any]]]:
    """What was proved, of all at once, and the part of each side in it; earlier runs proved each
    side alone."""
    found = {**record.result.get("rounds", {}), **record.result.get("sides", {})}
    return [(kind_word(k), row) for k, row in found.items()]


def by_need(pairs: list[Pair]) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for pair in pairs:
        empty: dict[str, Any] = {"need": pair.need, "team": [], "person": [], "achievement": []}
        rows.setdefault(pair.need.pk, empty)[pair.kind].append(pair)
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
    now, before = ({p.key: p for p in run.pairs} for run in (record, record.previous))
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
    "cap": _("%(n)d places more at"),
    "floor": _("%(n)d places less than the least of the institution for"),
}
OF_NEEDS = ("demand", "conflicts")


def repairs(record: AssignmentRun) -> list[dict[str, Any]]:
    """The least changes of each kind that would make it possible, in names."""
    rows = record.result.get("repairs", [])
    pairs = [c for row in rows if row["kind"] == "conflicts" for c in row["changes"]]
    needs = Need.objects.in_bulk(
        [c[0] for row in rows if row["kind"] in OF_NEEDS for c in row["changes"]]
    )
    parties = Party.objects.in_bulk(
        [c[0] for row in rows if row["kind"] not in OF_NEEDS for c in row["changes"]]
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
        more = max(len(names) - SHOWN, 0)
        out.append({"text": text, "names": names[:SHOWN], "more": more})
    return out


def loads(record: AssignmentRun) -> list[tuple[Any, list[tuple[int, int]]]]:
    """How many providers take how many needs."""
    out = []
    for kind, rows in record.result.get("loads", {}).items():
        spread = Counter(row["assigned"] for row in rows)
        out.append((kind_word(kind), sorted(spread.items())))
    return out


def bodies(record: AssignmentRun) -> dict[str, Any] | None:
    """How evenly institutions are loaded: those that take most, and how many take none."""
    rows = record.result.get("bodies", [])
    if not rows:
        return None
    names = Party.objects.in_bulk([row["body"] for row in rows])
    busy = [{**row, "name": names[row["body"]]} for row in rows if row["assigned"] or row["least"]]
    total = sum(row["assigned"] for row in rows)
    return {
        "rows": busy[:BODIES], "more": max(len(busy) - BODIES, 0), "none": len(rows) - len(busy),
        "all": len(rows), "total": total,
        "top": busy[0]["assigned"] / total if busy and total else None,
    }  # fmt: skip


def unknown(record: AssignmentRun) -> int:
    """How many had no document to judge them by; earlier runs kept them by kind."""
    found = record.result.get("unknown", [])
    return sum(map(len, found.values())) if isinstance(found, dict) else len(found)


def reasons(record: AssignmentRun) -> list[dict[str, Any]]:
    """The explanation of an infeasible run, by names."""
    rows = record.result.get("reasons", [])
    needs = Need.objects.in_bulk({pk for row in rows for pk in row["needs"]})
    named = ("providers", "bodies")
    parties = Party.objects.in_bulk({pk for row in rows for k in named for pk in row.get(k, ())})
    return [
        {
            **row,
            "text": sentence(row),
            "needs": [needs[pk] for pk in row["needs"][:SHOWN]],
            "providers": [parties[pk] for pk in row["providers"][:SHOWN]],
            "bodies": [parties[pk] for pk in row.get("bodies", ())[:SHOWN]],
            "more_needs": max(len(row["needs"]) - SHOWN, 0),
            "more_providers": max(len(row["providers"]) - SHOWN, 0),
            "more_bodies": max(len(row.get("bodies", ())) - SHOWN, 0),
            "n_conflicts": len(row["conflicts"]),
            "conflicts": [_barred(pair, record) for pair in row["conflicts"][:SHOWN]],
        }
        for row in rows
    ]


def _barred(pair: list[int], record: AssignmentRun) -> str:
    """A pair that would help, and what rules it out: the evidence, or a decision."""
    need, party = pair
    wanted = Need.objects.select_related("organisation__party").get(pk=need)
    found = barring(conflicts_of(wanted, [party], record.run_on).get(party, []))
    why = "；".join(f"{row.evidence.label}（{row.evidence.source}）" for row in found)
    return f"{wanted.number} → {Party.objects.get(pk=party)}：{why or _('refused before')}"


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
    "pinned_over_group": _(
        "Somebody, or an institution, is held to %(demand)s needs but may take %(supply)s. Let go "
        "of one, or give more room."
    ),
    "pinned_apart": _(
        "A need holds a team and one of its own people, who is no independent adviser. Let go of "
        "one."
    ),
    "providers_short": _(
        "These are to take %(demand)s places at least; the needs they fit offer %(supply)s. Lower "
        "the least load."
    ),
    "limits": _(
        "These limits stand against each other: %(demand)s places must be filled, %(supply)s can "
        "be. Lower a least load or what needs ask for, or give more room."
    ),
    "apart": _(
        "%(demand)s places are asked for, %(supply)s can be filled: a team's own people are no "
        "independent advisers beside it. Lower what each need asks for, or add experts."
    ),
}
SHORT = _("%(demand)s places are asked for, %(supply)s can be given.")


def sentence(row: dict[str, Any]) -> str:
    numbers = {"demand": row["demand"], "supply": row["supply"]}
    return str(SENTENCES.get(row["code"], SHORT)) % numbers


def label_of(need: int, party: int, work: int | None = None) -> str:
    """A pair that was held or refused, as a run keeps it."""
    wanted = Need.objects.get(pk=need)
    offer = Achievement.objects.get(pk=work).title if work else Party.objects.get(pk=party)
    return f"{wanted.number} {wanted.title} → {offer}"


def rooms(record: AssignmentRun) -> list[str]:
    """Whose room was set by hand."""
    given = [
        row for name in ("capacity", "bodies") for row in record.parameters.get(name, {}).items()
    ]
    names = Party.objects.in_bulk([int(pk) for pk, _room in given])
    return [f"{names[int(pk)]}·{room}" for pk, room in given]


def key_of(triple: list[int]) -> str:
    return ":".join(map(str, triple))


def pair_line(pair: Pair) -> str:
    return f"{pair.need.number} {pair.need.title} → {pair.offer}·{pair.score:.2f}"
