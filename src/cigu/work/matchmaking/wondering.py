"""Why not that one: what keeps a named candidate from a need, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.models import Party
from cigu.core.clock.business import today
from cigu.engines.matching.search import Absence
from cigu.engines.matching.why import Why
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need

from .conflicts import barring, conflicts_of
from .filtering import WORDS, filters_of
from .index import shelves
from .loads import loads_of
from .market import Market
from .matching import absence_of
from .models import AssignmentRun, Match
from .profiles import Provider
from .solving import triples, why_in_run

TOP = 8
MOST = 12  # names that are offered
RUNS = 20  # late assignments that are looked through for the need


@dataclass(frozen=True)
class Ground:
    """One thing that matters. ``look``: ok, warn or late; ``change``: what would turn it."""

    title: str
    text: str
    look: str
    change: str = ""


@dataclass(frozen=True)
class Answer:
    provider: Provider
    name: str
    match: Match | None
    absence: Absence
    grounds: list[Ground] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Nothing stands in the way of an invitation."""
        return all(ground.look != "late" for ground in self.grounds)


def named(text: str) -> list[tuple[str, str]]:
    """(profile, name) of those whose name holds the text: teams, experts, achievements."""
    if not text.strip():
        return []
    found = Party.objects.filter(name__icontains=text.strip(), kind__in=("team", "person"))
    parties = dict(found.values_list("pk", "name"))
    works = Achievement.objects.filter(title__icontains=text.strip(), state="published")
    titles = dict(works.values_list("pk", "title"))
    rows = [
        (p.id, titles[p.achievement] if p.achievement in titles else parties.get(p.party, ""))
        for p in shelves().providers
        if (p.achievement in titles if p.achievement else p.party in parties)
    ]
    return rows[:MOST]


def answer(need: Need, profile: str, user: Any) -> Answer | None:
    """None where there is no such provider. Of assignments only those that the user may read."""
    provider = shelves().by_id.get(profile)
    if provider is None:
        return None
    party = Party.objects.get(pk=provider.party)
    match = Match.objects.filter(
        need=need, provider=party, achievement=provider.achievement
    ).first()  # fmt: skip
    absence = absence_of(need, provider, TOP, filters_of([need]).get(need.pk))
    grounds = [
        _by_documents(absence), *_by_conditions(absence), _by_conflict(need, provider),
        _by_load(provider), *_by_decision(match), *_by_assignment(need, provider, user),
    ]  # fmt: skip
    return Answer(provider, _name(provider, party), match, absence, grounds)


def _name(provider: Provider, party: Party) -> str:
    if provider.achievement is not None:
        return str(Achievement.objects.get(pk=provider.achievement).title)
    return str(party)


def _by_documents(found: Absence) -> Ground:
    title = _("Documents")
    if found.code == "unknown":
        text = _("Nothing on file to judge by: unknown, not zero.")
        return Ground(title, text, "warn", _("Record papers, patents or reports."))
    if found.code == "unrelated" or (found.rank is None and found.code != "filter"):
        return Ground(title, _("Shares no word with the need."), "late",
                      _("A document about what the need asks."))  # fmt: skip
    if found.rank is None:
        text = _("Score %(score).2f by its documents.") % {"score": found.score or 0}
        return Ground(title, text, "ok")
    place = {"rank": found.rank, "score": found.score or 0}
    if found.code == "shown":
        return Ground(title, _("Rank %(rank)d of its kind, score %(score).2f.") % place, "ok")
    place["wanting"] = found.wanting or 0
    text = _("Rank %(rank)d of its kind, score %(score).2f: %(wanting).2f less than the last one "
             "shown.") % place  # fmt: skip
    return Ground(title, text, "warn", _("Documents that speak of what is missing."))


def _by_conditions(found: Absence) -> list[Ground]:
    words = {True: ("ok", _("met")), None: ("warn", _("unknown: it does not rule out")),
             False: ("late", _("not met"))}  # fmt: skip
    return [
        Ground(str(WORDS[v.name]), words[v.passed][1], words[v.passed][0],
               "" if v.passed else _("Change the condition, or complete the record."))
        for v in found.verdicts
    ]  # fmt: skip


def _by_conflict(need: Need, provider: Provider) -> Ground:
    rows = conflicts_of(need, [provider.party], today()).get(provider.party, [])
    bars, title = barring(rows), _("Conflict of interest")
    told = "；".join(f"{c.evidence.label}（{c.evidence.source}）" for c in rows)
    if bars:
        return Ground(title, told, "late", _("An officer may waive it, by name and with a reason."))
    return Ground(title, told or _("None found"), "warn" if rows else "ok")


def _by_load(provider: Provider) -> Ground:
    load, title = loads_of([provider.party])[provider.party], _("In hand")
    if not load.available:
        return Ground(title, _("noted as not available"), "warn", _("Ask again, with a reason."))
    capacity = "—" if load.capacity is None else load.capacity
    text = f"{load.held} / {capacity}"
    if load.is_full:
        return Ground(title, text, "warn", _("One task less in hand, or an invitation with a "
                                             "reason."))  # fmt: skip
    return Ground(title, text, "ok")


def _by_decision(match: Match | None) -> list[Ground]:
    if match is None or match.state == "suggested":
        return []
    title, text = _("Progress"), str(match.state_info.label)
    out = match.state in ("excluded", "declined", "failed", "released")
    back = _("Take the candidate back in.") if match.state == "excluded" else ""
    return [Ground(title, text, "late" if out else "ok", back)]


def _by_assignment(need: Need, provider: Provider, user: Any) -> list[Ground]:
    """The latest assignment that looked at this need, of its place or of one that holds it: asked
    of the solver, not guessed. Where it can no longer be asked, only what it did is said."""
    around = need.territory.path.strip("/").split("/")
    runs = AssignmentRun.objects.for_(user).filter(territory__in=around, outcome="solved")
    near = [run for run in runs.order_by("-pk")[:RUNS] if need.pk in run.parameters["needs"]]
    if not near:
        return []
    title = _("Assignment %(number)s") % {"number": near[0].number}
    found = why_in_run(near[0], need, provider)
    if found is None:
        return [Ground(title, _outcome(near[0], need, provider), "warn",
                       _("Work it out anew, then ask again."))]  # fmt: skip
    told, market = found
    look = "ok" if told.code in ("chosen", "tie") else "warn"
    return [Ground(title, _told(told, market), look, _changes(told, market))]


def _outcome(run: AssignmentRun, need: Need, provider: Provider) -> str:
    if (need.pk, provider.party, provider.achievement) in triples(run):
        told = _("Chosen in it.")
    else:
        told = _("Not chosen in it.")
    return told + " " + _("Why cannot be said any more: it sought more than the best total, or "
                          "records changed since.")  # fmt: skip


def _told(found: Why, market: Market) -> str:
    loss = "—" if found.loss is None else f"{found.loss:.3f}"
    words = {
        "chosen": _("Chosen; without this pair the total would fall by %(loss)s."),
        "conflict": _("Ruled out: a conflict of interest or an earlier refusal."),
        "filter": _("Ruled out by a condition: %(names)s."),
        "unknown": _("Nothing to judge it by."),
        "apart": _("The need has its team, or one of its own people: these are no independent "
                   "advisers."),
        "impossible": _("With this pair no assignment would keep all limits."),
        "group": _("%(who)s takes as many needs as it may; others gain more from it. With this "
                   "pair the total would fall by %(loss)s."),
        "load": _("It takes as many needs as it may; others gain more from it. With this pair the "
                  "total would fall by %(loss)s."),
        "score": _("The need has others that add more. With this pair the total would fall by "
                   "%(loss)s."),
        "tie": _("Just as good: another assignment of the same total has it."),
    }  # fmt: skip
    names = "、".join(str(WORDS[name]) for name in found.evidence.split("、") if name in WORDS)
    who = "、".join(str(_group(market, place)) for place in found.groups)
    return words[found.code] % {"loss": loss, "names": names, "who": who}


def _group(market: Market, place: int) -> Party:
    """Whose limit it is: an institution's, or that of somebody who offers several things."""
    return Party.objects.get(pk=market.groups[place][0])


def _changes(found: Why, market: Market) -> str:
    words = []
    for change in found.changes:
        if change.kind == "score":
            words.append(_("a score of %(value).2f") % {"value": change.value})
        elif change.kind == "load":
            words.append(_("one more task for it"))
        elif change.kind == "group" and change.group is not None:
            words.append(_("one more need for %(who)s") % {"who": _group(market, change.group)})
        elif change.kind == "release" and change.pair is not None:
            other = market.columns[change.pair[1]].party
            words.append(_("%(who)s given up") % {"who": Party.objects.get(pk=other)})
        elif change.kind == "demand":
            words.append(_("one more place in this need"))
        elif change.kind == "conflict":
            words.append(_("the conflict lifted"))
    return _(" or ").join(words)
