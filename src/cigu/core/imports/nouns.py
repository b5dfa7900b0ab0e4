"""A room's declaration: what its workbook holds, how rows are recognised, and what writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cells import key_of
from .columns import Column, Kind, Text
from .heads import heading_key

UID = Column(
    "uid", gettext_lazy("System id"), aliases=("系统编号", "系统编号（勿改）", "uid"), most=36,
    note=gettext_lazy("Leave it as exported; empty in new rows."), fixed=True,
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row; ``column`` is empty where it is the row as a whole."""

    column: str
    text: str


@dataclass(frozen=True)
class Like:
    """A record that may be the same as the row, and why it is thought so."""

    uid: str
    label: str
    why: str


@dataclass
class Draft:
    """One row on its way: read, recognised, compared."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    known: Any = None  # the record that the row is about
    like: list[Like] = field(default_factory=list)
    decision: str = ""  # of a person: "new", "skip", or the uid of a record
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def fault(self, column: str, text: str) -> None:
        self.faults.append(Fault(column, text))


@dataclass
class Frame:
    """What holds for all rows of a file. ``memo`` keeps what rooms looked up for it."""

    noun: Noun
    user: Any
    territory: Any = None
    domain: Any = None
    units: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)  # links by column and text
    memo: dict[str, Any] = field(default_factory=dict)
    likeness: bool = True  # while writing, doubtful rows have been decided
    held_by: Any = None  # the file, if its new rows wait until all of it is written

    @property
    def invents(self) -> bool:
        """Invented people bring invented records."""
        return bool(self.user.synthetic)


class Noun:
    """Subclass it in a room's ``imports.py`` and ``register`` it in the room's ``apps.py``."""

    key = ""
    label: Text = ""
    order = 50
    model: Any
    columns: tuple[Column, ...] = ()
    note: Text = ""
    holds = False  # whether its rows wait out of sight, so that a file of any size is one whole
    lasting: frozenset[str] = frozenset()  # columns whose change cannot be put back by itself
    wants_place = False  # whether a territory and domain for all rows is asked for
    merges = False  # whether two records of it can be made one; then the room says how
    party_kind = ""  # of those that are merged

    # ---- what a room overrides ----
    def may(self, user: Any) -> bool:
        raise NotImplementedError

    def concerns(self, cells: dict[str, str]) -> bool:
        """Whether the row speaks of such a record at all."""
        return True

    def split(self, cells: dict[str, str]) -> dict[str, str]:
        """Where one cell says what two of our columns hold, both of them."""
        return cells

    def identity(self, draft: Draft) -> str:
        """What two rows about one record share; "" if the row does not say."""
        raise NotImplementedError

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        """Set ``known`` or ``like`` by the room's keys, for all drafts in few questions."""
        raise NotImplementedError

    def check(self, draft: Draft, frame: Frame) -> None:
        """Fill in what the whole file says, and add faults that come from the values together or
        from what the user may do."""

    def current(self, row: Any, name: str) -> Any:
        """What the record holds now under the column's name."""
        return getattr(row, name)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        """New records, by the room's actions."""
        raise NotImplementedError

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        """By the room's actions too; ``fields`` holds only what differs."""
        raise NotImplementedError

    def rows(self, user: Any) -> Any:
        """What ``user`` may take out and bring back."""
        return self.model.objects.for_(user)

    def taken(self, rows: Any, user: Any) -> None:
        """The list was taken away as a file, where the room keeps a record of that."""

    def prepare(self, rows: Sequence[Any]) -> None:
        """Read ahead what ``current`` needs, for a whole page of rows."""

    # ---- where records are merged ----
    def duplicates(self, user: Any) -> Iterable[list[Any]]:
        """Groups of records that may be one."""
        return ()

    def told(self, row: Any) -> str:
        return str(row)

    def hint(self, row: Any) -> str:
        """What tells a record apart from one of the same name."""
        return ""

    def named(self, text: str, user: Any) -> Any:
        """The one record that is called so, or None."""
        return None

    def merge(self, loser: Any, survivor: Any, *, by: Any, reason: str) -> Any:
        raise NotImplementedError

    def unmerge(self, merge: Any, *, by: Any, reason: str) -> Any:
        raise NotImplementedError

    # ---- for all ----
    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        return (*self.columns, UID)

    def column(self, name: str) -> Column | None:
        return next((c for c in self.all_columns if c.name == name), None)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Key of a heading → name of the column."""
        found: dict[str, str] = {}
        for column in self.all_columns:
            for heading in column.headings():
                found.setdefault(heading_key(heading), column.name)
                found.setdefault(key_of(heading), column.name)
        return found

    def by_uid(self, drafts: Sequence[Draft], user: Any) -> None:
        """Rows that came from an export, or for which a person chose a record."""
        asked: dict[str, list[Draft]] = {}
        for draft in drafts:
            told = draft.decision if _uid(draft.decision) else str(draft.get("uid") or "")
            if told and _uid(told) is None:
                draft.fault("uid", _("This is no id of ours: leave the cell empty in new rows."))
            elif told:
                asked.setdefault(str(_uid(told)), []).append(draft)
        if not asked:
            return
        found = {str(row.uid): row for row in self.rows(user).filter(uid__in=list(asked))}
        for uid, mine in asked.items():
            for draft in mine:
                draft.known = found.get(uid)
                if draft.known is None:
                    draft.fault("uid", _("No record of yours has this id."))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_nouns: dict[str, Noun] = {}


def register(noun: type[Noun]) -> type[Noun]:
    _nouns[noun.key] = noun()
    return noun


def noun(key: str) -> Noun:
    return _nouns[key]


def nouns() -> list[Noun]:
    return sorted(_nouns.values(), key=lambda n: n.order)


def nouns_of(user: Any) -> list[Noun]:
    return [n for n in nouns() if n.may(user)]


def given(draft: Draft) -> dict[str, Any]:
    """What the row says, ready for an action: without its id and without empty values."""
    return {k: v for k, v in draft.values.items() if v is not None and k != "uid"}


def one_of(found: Any, rows: Any) -> Any:
    """What a link found, if it is one of these rows."""
    return None if isinstance(found, Exception) else rows.filter(pk=found.pk).first()


def emptied(model: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """For a change: a column of text that is cleared holds "", any other nothing."""
    return {
        name: "" if value is None and not model._meta.get_field(name).null else value
        for name, value in fields.items()
    }


def bound(column: Column) -> bool:
    return column.kind in (Kind.LINK, Kind.LINKS)
