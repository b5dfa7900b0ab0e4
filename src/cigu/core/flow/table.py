"""The state table of a noun: declared once in ``states.py``, checked when it is registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
LOOKS = ("", "go", "ok", "warn", "late", "end")


@dataclass(frozen=True)
class Waits:
    """Who has to act in a state, what to press, and within how many working days."""

    on: str  # "officer", "broker", … or "party:enterprise"
    verb: Text  # what to press: "Issue the report"
    days: int | None = None
    rule: str = ""  # where the term comes from


@dataclass(frozen=True)
class State:
    code: str
    label: Text
    look: str = ""
    waits: tuple[Waits, ...] = ()
    end: bool = False


@dataclass(frozen=True)
class Transition:
    code: str
    label: Text
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]  # roles, or "party:NAME", or "system"
    document: Text = ""
    reasons: tuple[tuple[str, Text], ...] = ()  # coded reasons, of which one must be given


@dataclass(frozen=True)
class Flow:
    key: str  # "checkups.checkup"
    section: str  # navigation section whose count these tasks add to
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    initial: str
    by_code: dict[str, State] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_code.update({s.code: s for s in self.states})

    def state(self, code: str) -> State:
        return self.by_code[code]

    def transition(self, code: str) -> Transition:
        for item in self.transitions:
            if item.code == code:
                return item
        raise KeyError(f"{self.key} has no transition {code!r}")

    def leaving(self, state: str) -> list[Transition]:
        return [t for t in self.transitions if state in t.sources]

    def choices(self) -> list[tuple[str, Text]]:
        return [(s.code, s.label) for s in self.states]

    def faults(self) -> Iterator[str]:
        """What is wrong with the table: unknown, unreachable or stuck states."""
        known = set(self.by_code)
        for t in self.transitions:
            for code in {*t.sources, t.target} - known:
                yield f"{self.key}.{t.code}: unknown state {code}"
        for code in sorted(known - self._reachable()):
            yield f"{self.key}: state {code} cannot be reached"
        for s in self.states:
            if not s.end and not self.leaving(s.code):
                yield f"{self.key}: state {s.code} has no way out and is not an end"
            if s.look not in LOOKS:
                yield f"{self.key}: state {s.code} has unknown look {s.look}"

    def _reachable(self) -> set[str]:
        seen, new = {self.initial}, {self.initial}
        while new:
            new = {t.target for t in self.transitions if set(t.sources) & seen} - seen
            seen |= new
        return seen


registry: dict[str, tuple[Flow, Any]] = {}  # model label → (flow, model)


def register(flow: Flow, model: Any) -> Flow:
    faults = list(flow.faults())
    if faults:
        raise ValueError("; ".join(faults))
    registry[model._meta.label_lower] = (flow, model)
    return flow


def flow_of(obj: Any) -> Flow:
    return registry[obj._meta.label_lower][0]
