"""Why an assignment cannot be made: pins that clash, or a set of needs (or of providers) that
asks for more than its surroundings can give, found as a cut (Hall 1935; Hoffman 1960).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.circulation import Circulation, Cut
from cigu.engines.matching.mending import Mending
from cigu.engines.matching.model import Integers, Model, Pair
from cigu.engines.matching.repair import Repair, least_changes


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause. `demand` places are asked for, only `supply` can be given.

    code: "pinned_forbidden", "pinned_over_demand", "pinned_over_load", "pinned_over_group",
    "pinned_apart", "needs_short" (these needs find too few places), "providers_short" (these
    providers and groups cannot reach their least load), "limits" (each could be had, not both),
    "groups" (limits of groups that overlap stand in the way), "apart" (providers kept apart do).
    providers, groups: whose own limits count. conflicts: forbidden pairs that would help if they
    were lifted.
    """

    code: str
    demand: int
    supply: int
    needs: tuple[int, ...] = ()
    providers: tuple[int, ...] = ()
    conflicts: tuple[Pair, ...] = ()
    remedies: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()

    def __str__(self) -> str:
        return _SENTENCES[self.code].format(
            demand=self.demand,
            supply=self.supply,
            needs=_listed(self.needs),
            providers=_listed(self.providers),
            groups=_listed(self.groups),
            who=self._who(),
            conflicts=len(self.conflicts),
        )

    def _who(self) -> str:
        parts = (("providers", self.providers), ("groups", self.groups))
        return " and ".join(f"{word} {_listed(who)}" for word, who in parts if who) or "nobody"


_SENTENCES = {
    "pinned_forbidden": "Need {needs} is fixed to provider {providers}, a forbidden pair.",
    "pinned_over_demand": "Need {needs} is fixed to {demand} providers but asks for {supply}.",
    "pinned_over_load": "Provider {providers} is fixed to {demand} needs but may take {supply}.",
    "pinned_apart": "Need {needs} is fixed to providers {providers}, who are to be kept apart.",
    "pinned_over_group": "Group {groups} is fixed to {demand} needs but may take {supply}.",
    "needs_short": "Needs {needs} ask for {demand} places; {who} may give {supply}.",
    "providers_short": "These must take {demand} places: {who}; needs offer {supply}.",
    "limits": "{demand} places must be filled and {supply} can be: needs {needs} against {who}.",
    "groups": "{demand} places are asked for; the limits of groups {groups} allow {supply}.",
    "apart": "{demand} places are asked for; as {who} are kept apart, {supply} can be filled.",
}


class Infeasible(CiguError):
    """No assignment meets the constraints.

    `reasons` say why, by row and column; `repairs` what the least changes are that would make it
    possible; `data` holds `demand`, `supply` (sums over all), `reasons` and `repairs`; the remedy
    joins those of the reasons.
    """

    def __init__(
        self,
        demand: int,
        supply: int,
        reasons: tuple[Reason, ...],
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        self.reasons, self.repairs = reasons, repairs
        self.remedies = tuple(dict.fromkeys(r for reason in reasons for r in reason.remedies))
        told = [repair for repair in repairs if str(repair)]
        super().__init__(
            "infeasible",
            f"{demand} places are asked for and {supply} are there, but they do not fit together. "
            + " ".join(map(str, (*reasons, *told))),
            remedy="; or ".join(self.remedies).capitalize() + "." if self.remedies else "",
            demand=demand,
            supply=supply,
            reasons=reasons,
            repairs=repairs,
        )


def infeasible(model: Model, reasons: tuple[Reason, ...]) -> Infeasible:
    """The error for a model, with its sums, and the least changes where pins do not clash."""
    clash = any(reason.code.startswith("pinned") for reason in reasons)
    repairs = () if clash else least_changes(model)
    return Infeasible(int(model.demand.sum()), int(model.load.sum()), reasons, repairs)


def pin_clashes(model: Model) -> tuple[Reason, ...]:
    """Pins against prohibitions, demands, loads and providers kept apart."""
    remedy = ("release one of the fixed pairs",)
    clashes = [
        Reason("pinned_forbidden", 1, 0, (need,), (provider,), ((need, provider),), remedy)
        for need, provider in sorted(model.pinned & model.forbidden)
    ]
    if not model.pinned:
        return ()
    per_row, per_provider = _pin_counts(model)
    for row in np.flatnonzero(per_row > model.demand).tolist():
        amounts = int(per_row[row]), int(model.demand[row])
        need = int(model.owner[row])
        clashes.append(Reason("pinned_over_demand", *amounts, needs=(need,), remedies=remedy))
    for provider in np.flatnonzero(per_provider > model.load).tolist():
        amounts = int(per_provider[provider]), int(model.load[provider])
        clashes.append(Reason("pinned_over_load", *amounts, providers=(provider,), remedies=remedy))
    for place, group in enumerate(model.groups):
        taken = sum(provider in group.providers for _, provider in model.pinned)
        if taken > group.cap:
            clashes.append(
                Reason("pinned_over_group", taken, group.cap, remedies=remedy, groups=(place,))
            )
    for need in sorted({need for need, _ in model.pinned}):
        held = {provider for row, provider in model.pinned if row == need}
        for a, b in sorted(model.apart):
            if a in held and b in held:
                clashes.append(Reason("pinned_apart", 2, 1, (need,), (a, b), (), remedy))
    return tuple(clashes)


def shortages(model: Model) -> tuple[Reason, ...]:
    """The cuts of an infeasible model whose pins do not clash: needs that ask for more than can be
    given, providers or groups that must take more than they can get; or, where each of these could
    be had alone, what stands against the other. Groups that only overlap are in no cut."""
    limits = Circulation(model)
    apart = [("needs_short", limits.cut(needs=True, providers=False)),
             ("providers_short", limits.cut(needs=False, providers=True, near=False))]  # fmt: skip
    found = [(code, cut) for code, cut in apart if cut is not None]
    if not found and (both := limits.cut(needs=True, providers=True)) is not None:
        found = [("limits", both)]
    return tuple(_reason(model, code, cut) for code, cut in found) or (_other(model),)


def _reason(model: Model, code: str, cut: Cut) -> Reason:
    rows, columns = cut.missing
    conflicts = tuple(
        pair for pair in sorted(model.forbidden) if rows[model.row_of(pair)] and columns[pair[1]]
    )
    needs = tuple(np.unique(model.owner[cut.rows]).tolist())
    providers = tuple(np.flatnonzero(cut.columns).tolist())
    groups = tuple(np.flatnonzero(cut.groups).tolist())
    return Reason(code, cut.asked, cut.given, needs, providers, conflicts,
                  _remedies(code, providers, groups, conflicts), groups)  # fmt: skip


def _remedies(
    code: str, providers: tuple[int, ...], groups: tuple[int, ...], conflicts: tuple[Pair, ...]
) -> tuple[str, ...]:
    if code == "providers_short":
        found = ["lower the least load of these providers"] if providers else []
        found += ["lower the floor of these groups"] if groups else []
        return (*found, "raise the demand of needs they fit")
    found = ["lower the demand of these needs"]
    found += ["raise the load of these providers"] if providers else []
    found += ["raise the cap of these groups"] if groups else []
    found += ["lower the least loads"] if code == "limits" else []
    return (*found, "lift a conflict after review" if conflicts else "find further providers")


def _other(model: Model) -> Reason:
    """Needs and loads would fit: overlapping groups stand in the way, or providers kept apart."""
    demand = int(model.least.sum())
    fewer = Mending(model, "demand").solve()
    supply = 0 if fewer is None else demand - int(fewer.sum())
    if model.is_network:
        members = tuple(sorted({p for pair in model.apart for p in pair}))
        remedies = ("let two of these providers meet", "lower the demand")
        return Reason("apart", demand, supply, (), members, (), remedies)
    groups = tuple(range(len(model.groups)))
    mending = ("raise the cap of a group", "lower the floor of a group", "lower the demand")
    return Reason("groups", demand, supply, (), (), (), mending, groups)


def _pin_counts(model: Model) -> tuple[Integers, Integers]:
    per_row, per_provider = np.zeros_like(model.demand), np.zeros_like(model.load)
    for pair in model.pinned:
        per_row[model.row_of(pair)] += 1
        per_provider[pair[1]] += 1
    return per_row, per_provider


def _listed(numbers: tuple[int, ...], most: int = 8) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most} more"
