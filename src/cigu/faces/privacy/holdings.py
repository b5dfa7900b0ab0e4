"""What the site holds on a person, by the register: the same for the page, the copy and the
erasure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import ngettext

from cigu.core.personal.register import Holding, Subject, Told, holdings
from cigu.core.personal.words import Category, Fate

from .words import label_of, title_of

SHOWN = 5  # values of one field on the page; the copy holds all
SEPARATOR = "; "


def _readable(value: Any) -> Any:
    if isinstance(value, list | dict):
        return ngettext("%(n)s entry", "%(n)s entries", len(value)) % {"n": len(value)}
    return value


@dataclass(frozen=True)
class Line:
    """One field of one table, with all its values."""

    holding: Holding
    told: Told
    values: list[Any]
    count: int  # of rows

    @property
    def category(self) -> str:
        return str(Category(self.told.category).label)

    @property
    def place(self) -> str:
        return title_of(self.holding.model)

    @property
    def label(self) -> str:
        field = apps.get_model(self.holding.model)._meta.get_field(self.told.name)
        verbose = str(getattr(field, "verbose_name", self.told.name))
        return capfirst(label_of(self.holding.model, self.told.name, verbose))

    @property
    def shown(self) -> list[Any]:
        """As people read it; of what programs wrote, only how much there is."""
        return [_readable(value) for value in self.values[:SHOWN]]

    @property
    def more(self) -> int:
        return max(0, len(self.values) - SHOWN)

    @property
    def purpose(self) -> str:
        return str(self.told.purpose or self.holding.purpose)

    @property
    def basis(self) -> str:
        return str(self.holding.basis.label)

    @property
    def seen_by(self) -> str:
        return str(self.told.seen_by or self.holding.seen_by)

    @property
    def fate(self) -> str:
        return str(Fate(self.told.fate).label)


def rows_of(holding: Holding, subject: Subject, told: Told | None = None) -> QuerySet[Any]:
    """The rows on this person; of a link, those that the link leads from."""
    model: Any = apps.get_model(holding.model)
    plain: QuerySet[Any] = QuerySet(model)  # past scopes: these are the person's own
    if told is not None and told.is_link:
        return plain.filter(_leads(told.user, told.party, subject))
    if holding.rows is not None:
        return plain.filter(pk__in=holding.rows(subject).values("pk"))
    return plain.filter(_leads(holding.user, holding.party, subject))


def _leads(user: str, party: str, subject: Subject) -> Q:
    found = Q(pk__in=[])
    for way in user.split() if subject.user is not None else []:
        found |= Q(**{way: subject.user})
    for way in party.split() if subject.parties else []:
        found |= Q(**{f"{way}__in": subject.parties})
    return found


def lines(subject: Subject) -> Iterator[Line]:
    """Fields that hold something, in the order of the register."""
    for holding in holdings().values():
        for told in holding.fields:
            if not (holding.is_reached or told.is_link):
                continue
            line = _line(holding, told, subject)
            if line.count:
                yield line


def _line(holding: Holding, told: Told, subject: Subject) -> Line:
    rows = rows_of(holding, subject, told).order_by("-pk")
    if told.secret or told.is_link or holding.model == "core_audit.auditleaf":
        return Line(holding, told, [], rows.count())
    values = [_word(row, told.name) for row in rows]
    filled = [value for value in values if value not in (None, "", [], {})]
    return Line(holding, told, filled, len(filled))


def _word(row: Any, name: str) -> Any:
    field = row._meta.get_field(name)
    if field.choices:
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    return str(value) if hasattr(value, "_meta") else value


def by_category(found_lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Without the records that only point to the person: ``pointing`` tells of them."""
    found: dict[str, list[Line]] = {str(c.label): [] for c in Category}
    for line in found_lines:
        if not line.told.is_link:
            found[line.category].append(line)
    return [(label, group) for label, group in found.items() if group]


def pointing(found_lines: list[Line]) -> list[tuple[str, int]]:
    """Table → how many of its records name the person by number, as who acted or is spoken of."""
    found: dict[str, int] = {}
    for line in found_lines:
        if line.told.is_link:
            found[line.place] = max(found.get(line.place, 0), line.count)
    return list(found.items())


def correctable(subject: Subject) -> list[tuple[str, str, Any]]:
    """(key, what it is called, present value) of each field that may be asked to be corrected."""
    out = []
    for holding in holdings().values():
        for told in holding.fields if holding.is_reached else ():
            if told.correctable:
                for row in rows_of(holding, subject):
                    value = getattr(row, told.name)
                    label = _line_label(holding, told)
                    out.append((f"{holding.model}.{told.name}:{row.uid}", label, value))
    return out


def _line_label(holding: Holding, told: Told) -> str:
    line = Line(holding, told, [], 0)
    return f"{line.place}: {line.label}"
