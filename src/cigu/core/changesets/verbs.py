"""The acts that rooms offer on many of their records, each said once in ``register``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cigu.core.access.scope import ScopedModel

Given = Mapping[str, Any]  # what the form of the act asked


@dataclass(frozen=True)
class Difference:
    """One value of one record, in the reader's words."""

    label: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Verb:
    """``plan`` tells what would become of a record: refused with a ``CiguError``, nothing (an
    empty list) or these differences. ``act`` is the room's own action on one record, with its
    guards. ``keep`` gives the values that ``undo`` puts back, as JSON has them; an act without
    ``undo`` says in ``lasting`` why it stays."""

    code: str
    label: Any
    model: type[ScopedModel]
    may: Callable[[Any], bool]  # offered to this user at all
    plan: Callable[[Any, Any, Given], list[Difference]]
    act: Callable[[Any, Any, Given, str], Any]
    keep: Callable[[Any], dict[str, Any]] = lambda _row: {}
    undo: Callable[[Any, Any, dict[str, Any]], Any] | None = None
    lasting: Any = ""
    form: Any = None  # a form class for what the act asks; none: only the reason
    table: Any = None  # the list it is offered on, so that all of it may be meant
    place: str = ""  # the name of that list's address

    def __post_init__(self) -> None:
        if bool(self.undo) == bool(self.lasting):
            raise ValueError(f"{self.code}: say either how it is taken back or why it is not")

    def way_back(self, row: Any, user: Any, before: dict[str, Any]) -> None:
        if self.undo is None:
            raise ValueError(f"{self.code} is not taken back")
        self.undo(row, user, before)


registry: dict[str, Verb] = {}


def register(verb: Verb) -> Verb:
    registry[verb.code] = verb
    return verb


def verbs_for(model: type[ScopedModel], user: Any) -> list[Verb]:
    return [verb for verb in registry.values() if verb.model is model and verb.may(user)]


pages: list[Callable[[str], str]] = []  # where an act is done: faces/bulk says so, once


def offers(model: type[ScopedModel], user: Any) -> list[tuple[Any, str]]:
    """Label and address of each, for the bar above a list."""
    return [(f"{v.label}…", page(v.code)) for v in verbs_for(model, user) for page in pages]
