"""The register: rooms declare in ``personal.py`` what they hold on people.

``declare("records_people.person", Told("contact", Category.CONTACT), party="party", …)`` names a
table, the way from a row to its person, and each field. ``impersonal`` names fields that only
look personal. ``retention`` names a record that the law keeps, and with it the name in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from . import phrases
from .words import Basis, Category, Fate, Level

Text = str | Promise
Rows = Callable[["Subject"], Any]  # → a QuerySet of the rows on this person


@dataclass(frozen=True)
class Subject:
    """Whose data: an account, the persons' parties that it stands for, and nothing of others."""

    user: int | None = None
    parties: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """One field. ``blank`` stands there after an erasure; a function of the row makes a value
    that has to be unique. ``retained``: kept while a retention of the law runs."""

    name: str
    category: Category
    fate: Fate = Fate.ERASE
    why: Text = ""  # why it is kept; needed for Fate.KEEP
    blank: Any = ""
    level: Level = Level.GENERAL
    sensitive: bool = False
    retained: bool = False
    correctable: bool = False
    purpose: Text = ""
    seen_by: Text = ""
    # never shown, not even to its owner: a hash, a key, or what speaks of others too
    secret: bool = False
    without: Callable[[Any, Subject], Any] | None = None  # the value less what is this person's
    user: str = ""  # where this field leads to the person on another way than its table
    party: str = ""

    @property
    def is_link(self) -> bool:
        return bool(self.user or self.party)


@dataclass(frozen=True)
class Holding:
    """One table and its fields. ``user`` and ``party`` are lookups from a row; ``rows`` where no
    lookup leads there. Without any of them nobody's name leads to a row (see ``reach``)."""

    model: str
    fields: tuple[Told, ...]
    purpose: Text
    basis: Basis
    seen_by: Text
    user: str = ""
    party: str = ""
    rows: Rows | None = None
    reach: Text = ""
    deleted: bool = False  # an erasure takes the whole row away

    def field(self, name: str) -> Told | None:
        return next((told for told in self.fields if told.name == name), None)

    @property
    def is_reached(self) -> bool:
        return bool(self.user or self.party or self.rows)


def link(name: str, *, party: bool = False) -> Told:
    """A column that says who acted, or whom a record speaks of: it names nobody by itself."""
    to_user, to_party = ("", name) if party else (name, "")
    return Told(name, Category.ACTS, Fate.KEEP, phrases.ACTED, user=to_user, party=to_party)


@dataclass(frozen=True)
class Retention:
    """A record that the law keeps; ``holds`` asks whether one stands for this person."""

    code: str
    text: Text
    law: Text
    holds: Callable[[Subject], bool]


_holdings: dict[str, Holding] = {}
_impersonal: dict[tuple[str, str], Text] = {}
_retentions: dict[str, Retention] = {}


def declare(
    model: str, *fields: Told, purpose: Text, basis: Basis, seen_by: Text, user: str = "",
    party: str = "", rows: Rows | None = None, reach: Text = "", deleted: bool = False,
) -> None:  # fmt: skip
    label = model.lower()
    if label in _holdings:
        raise ValueError(f"{label} is declared twice")
    _holdings[label] = Holding(
        label, fields, purpose, basis, seen_by, user, party, rows, reach, deleted
    )


def impersonal(model: str, **why: Text) -> None:
    """Fields whose names look personal and are not, each with its reason."""
    _impersonal.update({(model.lower(), name): text for name, text in why.items()})


def retention(code: str, text: Text, law: Text, holds: Callable[[Subject], bool]) -> None:
    _retentions[code] = Retention(code, text, law, holds)


def load(rooms: Iterable[str] | None = None) -> None:
    """Read each room's ``personal`` module; a module is read once."""
    for room in settings.ROOMS if rooms is None else rooms:
        if find_spec(f"{room}.personal") is not None:
            import_module(f"{room}.personal")


def holdings() -> dict[str, Holding]:
    load()
    return _holdings


def impersonals() -> dict[tuple[str, str], Text]:
    load()
    return _impersonal


def retentions() -> Iterator[Retention]:
    load()
    yield from _retentions.values()


def holding_of(model: Any) -> Holding | None:
    return holdings().get(model._meta.label_lower)
