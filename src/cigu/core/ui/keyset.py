"""Pages of a long list: each begins where the one before ended, at a row and not at a number.

A mark is the place of a row in the order: its values and its id, signed. The page after a mark is
found through the index of the order, so the ten-thousandth page costs what the first one does.
Rows whose first value is unknown stand last, both ways; they are asked for by themselves, because
an index that holds them first would otherwise be of no use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import BaseExpression, OrderBy

from .counting import capped

AFTER, BEFORE = "a", "b"
LAST = "last"
LONGEST = 2_000  # of a mark
KNOWN = object()  # some value or other
SORTED = 3_000  # rows that are sorted as fast as they are looked up
AHEAD = 4  # pages of ids that are read for one page of rows
STEPS = 60  # values looked at one by one
_signer = signing.Signer(salt="cigu.list.mark")


class BadMark(ValueError):
    """Not a place in this list: cut short, made up, or of another order."""


@dataclass(frozen=True)
class Key:
    """One part of an order, as the annotation ``name`` of the rows."""

    name: str
    expression: Any
    down: bool
    nullable: bool

    @property
    def path(self) -> str:
        """By the path itself, a join becomes one that leaves out rows without a partner."""
        if isinstance(self.expression, Listed | Stepped | Ranked):
            return self.expression.path
        return self.expression if isinstance(self.expression, str) else self.name

    def ordering(self, reverse: bool) -> OrderBy:
        """Unknown values come last both ways, in reverse therefore first."""
        down = self.down != reverse
        if not self.nullable:
            return OrderBy(F(self.name), descending=down)
        if reverse:
            return OrderBy(F(self.name), descending=down, nulls_first=True)
        return OrderBy(F(self.name), descending=down, nulls_last=True)

    def beyond(self, value: Any, reverse: bool) -> Q | None:
        """Rows further on; None where there are none."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if reverse else None
        further = Q(**{f"{self.name}__{'lt' if self.down != reverse else 'gt'}": value})
        if self.nullable and not reverse:
            further |= Q(**{f"{self.name}__isnull": True})
        return further

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True} if value is None else {self.name: value})

    def from_here(self, value: Any, reverse: bool) -> Q:
        """Says nothing that ``beyond`` and ``same`` do not, but leads straight into an index."""
        return Q(**{f"{self.name}__{'lte' if self.down != reverse else 'gte'}": value})


def keys_of(model: Any, order: list[tuple[Any, bool]]) -> list[Key]:
    """``order``: paths or expressions, each with whether it runs down. The id decides between
    equals and runs like the key before it, so that one index can hold both."""
    found = [
        Key(f"key_{i}", expression, down, _nullable(model, expression))
        for i, (expression, down) in enumerate(order)
    ]
    if any(_is_unique(model, expression) for expression, _down in order):
        return found
    down = found[-1].down if found else False
    return [*found, Key(f"key_{len(found)}", "pk", down, False)]


def _nullable(model: Any, expression: Any) -> bool:
    if not isinstance(expression, str):
        return True
    for name in expression.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return True  # an annotation may be empty
        if field.null or not field.concrete:
            return True
        model = field.related_model
    return False


def _is_unique(model: Any, expression: Any) -> bool:
    if not isinstance(expression, str) or "__" in expression:
        return False
    if expression == "pk":
        return True
    try:
        field = model._meta.get_field(expression)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete and field.unique and not field.null)


@dataclass(frozen=True)
class Listed:
    """An order by a small table: its rows are few, so the pages go through them one by one."""

    path: str
    values: Callable[[], list[Any]]
    order: tuple[str, ...]  # the same for a database that sorts everything, as an export does


@dataclass(frozen=True)
class Stepped:
    """An order by a value that other tables hold, such as the nearest term of a record: ``step``
    gives the next value there is, ``on`` the rows that may have it; ``path`` is the annotation
    that decides."""

    path: str
    step: Callable[[Any, bool], Any]
    on: Callable[[Any], Q]

    @property
    def order(self) -> tuple[str, ...]:
        return (self.path,)


@dataclass(frozen=True)
class Ranked:
    """An order by a column of a table that holds one row for each row of the list: that table is
    read in its order, and the list is asked for the rows that it names. A database that is
    given both at once would rather sort all rows of the list."""

    path: str  # the column, from the list's model
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]  # of that table: what it is ordered by, the last one unique
    link: str  # its column with the id of the list's row

    @property
    def order(self) -> tuple[str, ...]:
        return (self.path,)


@dataclass(frozen=True)
class Part:
    """Rows that stand together; ``value`` is what they share in the first key, if they do."""

    q: Q
    keys: list[Key]
    value: Any = KNOWN

    def has(self, value: Any) -> bool:
        return value is not None if self.value is KNOWN else bool(self.value == value)


@dataclass(frozen=True)
class Page:
    """``first``: the number of the first row, where it is known."""

    rows: list[Any]
    first: int | None
    before: str = ""  # marks; empty where nothing lies there
    after: str = ""


@dataclass(frozen=True)
class Mark:
    way: str
    first: int | None
    values: list[Any]


class Keyset:
    def __init__(self, rows: QuerySet[Any], keys: list[Key], per_page: int) -> None:
        named = {
            key.name: key.expression if isinstance(key.expression, BaseExpression) else F(key.path)
            for key in keys
        }
        self.rows, self.keys, self.per_page = rows.order_by().annotate(**named), keys, per_page

    def page(self, text: str, total: int | None = None) -> Page:
        """``text``: nothing for the first page, LAST, or a mark. ``total``, where it is known,
        numbers the rows of the last page."""
        if not text:
            return self._forward(None)
        if text == LAST:
            return self._backward(None, total)
        mark = self._read(text)
        return self._forward(mark) if mark.way == AFTER else self._backward(mark, None)

    def skip(self, n: int) -> Page:
        """The page after the first ``n`` rows, which are read to be passed over."""
        if n == 0:
            return self._forward(None)
        keys = [key.ordering(reverse=False) for key in self.keys]
        rows = list(self.rows.order_by(*keys)[n : n + self.per_page + 1])
        return self._page_of(rows, n + 1)

    # ---- going on and going back ----
    def _forward(self, mark: Mark | None) -> Page:
        page = self._page_of(self._some(mark, reverse=False), mark.first if mark else 1)
        before = self._mark(BEFORE, page.first, page.rows[0]) if mark and page.rows else ""
        return replace(page, before=before)

    def _page_of(self, rows: list[Any], first: int | None) -> Page:
        shown = rows[: self.per_page]
        following = None if first is None else first + len(shown)
        return Page(
            shown, first,
            after=self._mark(AFTER, following, shown[-1]) if len(rows) > self.per_page else "",
        )  # fmt: skip

    def _backward(self, mark: Mark | None, total: int | None) -> Page:
        rows = self._some(mark, reverse=True)
        if len(rows) <= self.per_page and (mark is not None or not rows):
            return self._forward(None)  # so near the beginning that the first page shows it
        shown = rows[: self.per_page][::-1]
        end = total + 1 if total is not None else mark.first if mark else None
        first = end - len(shown) if end is not None and end > len(shown) else None
        more = len(rows) > self.per_page
        return Page(
            shown, first if more else 1,
            before=self._mark(BEFORE, first, shown[0]) if more else "",
            after=self._mark(AFTER, end, shown[-1]) if mark else "",
        )  # fmt: skip

    def _some(self, mark: Mark | None, reverse: bool) -> list[Any]:
        """One row more than a page holds, part by part from where the mark lies."""
        wanted = self.per_page + 1
        found: list[Any] = []
        here = mark.values if mark is not None else None
        first = self.keys[0].expression
        if isinstance(first, Ranked) and capped(self.rows, SORTED) > SORTED:
            return self._by_rank(first, here, reverse)
        for part in self._parts(here, reverse):
            found += self._rows(part, here, reverse)[: wanted - len(found)]
            if len(found) == wanted:
                break
            here = None  # only the part of the mark begins after it
        return found

    def _by_rank(self, by: Ranked, here: list[Any] | None, reverse: bool) -> list[Any]:
        """Some ids more each time: most rows of the list are wanted, or few would be sorted."""
        found: list[Any] = []
        keys = keys_of(by.rows().model, [(name, self.keys[0].down) for name in by.columns])
        mark = None if here is None else Mark("", None, here[: len(keys)])
        n = AHEAD * self.per_page
        while True:
            ahead = Keyset(by.rows(), keys, n)._some(mark, reverse)
            named = self.rows.filter(pk__any_id=[getattr(row, by.link) for row in ahead])
            ordered = named.order_by(*(key.ordering(reverse) for key in self.keys))
            found += ordered[: self.per_page + 1 - len(found)]
            if len(found) > self.per_page or len(ahead) <= n:
                return found
            mark, n = Mark("", None, [getattr(ahead[-1], key.name) for key in keys]), n * 4

    def _parts(self, here: list[Any] | None, reverse: bool) -> Iterator[Part]:
        first = self.keys[0]
        if isinstance(first.expression, Stepped):
            yield from self._steps(first.expression, here, reverse)
            return
        parts = self._listed(first)[:: -1 if reverse else 1]
        at = 0 if here is None else next((i for i, p in enumerate(parts) if p.has(here[0])), None)
        if at is None:
            raise BadMark
        yield from parts[at:]

    def _listed(self, first: Key) -> list[Part]:
        if not first.nullable:
            return [Part(Q(), self.keys)]
        if not isinstance(first.expression, Listed):
            return [self._known(Q()), self._unknown]
        values = first.expression.values()
        known = [Part(Q(**{first.path: v}), self.keys[1:], v) for v in values]
        return [*(known[::-1] if first.down else known), self._unknown]

    def _known(self, q: Q) -> Part:
        first, rest = self.keys[0], self.keys[1:]
        known = Q(**{f"{first.path}__isnull": False})
        return Part(q & known, [replace(first, nullable=False), *rest])

    @property
    def _unknown(self) -> Part:
        return Part(Q(**{f"{self.keys[0].path}__isnull": True}), self.keys[1:], None)

    def _steps(self, by: Stepped, here: list[Any] | None, reverse: bool) -> Iterator[Part]:
        """Value by value; where too many of them hold nothing, the rest in one question."""
        down, at_unknown = self.keys[0].down != reverse, here is not None and here[0] is None
        if at_unknown or (reverse and here is None):
            yield self._unknown
            if not reverse:
                return
        value = by.step(None, down) if here is None or at_unknown else here[0]
        for _step in range(STEPS):
            if value is None:
                break
            yield Part(by.on(value) & Q(**{by.path: value}), self.keys[1:], value)
            value = by.step(value, down)
        if value is not None:
            yield self._known(Q(**{f"{by.path}__{'lte' if down else 'gte'}": value}))
        if not reverse:
            yield self._unknown

    def _rows(self, part: Part, values: list[Any] | None, reverse: bool) -> Any:
        rows = self.rows.filter(part.q)
        if values is not None:
            rest = values if part.value is KNOWN else values[1:]
            rows = rows.filter(_past(part.keys, rest, reverse))
        return rows.order_by(*(key.ordering(reverse) for key in part.keys))

    # ---- marks ----
    def _mark(self, way: str, first: int | None, row: Any) -> str:
        values = [_told(getattr(row, key.name)) for key in self.keys]
        return _signer.sign_object([way, first, self._order, values], compress=True)

    def _read(self, text: str) -> Mark:
        try:
            if len(text) > LONGEST:
                raise BadMark
            way, first, order, told = _signer.unsign_object(text)
            if order != self._order:
                raise BadMark
            values = [
                None if value is None else self._field(key).to_python(value)
                for key, value in zip(self.keys, told, strict=True)
            ]
        except (signing.BadSignature, ValidationError, ValueError, TypeError) as error:
            raise BadMark from error
        return Mark(way, first, values)

    @property
    def _order(self) -> str:
        """Short: it only has to tell one order of the list from another."""
        return ",".join(f"{'-' if key.down else ''}{key.path}" for key in self.keys)

    def _field(self, key: Key) -> Any:
        return self.rows.query.annotations[key.name].output_field


def _told(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _past(keys: list[Key], values: list[Any], reverse: bool) -> Q:
    """Everything after the row with these values (before it, in reverse)."""
    out = Q(pk__isnull=True)
    for i, key in enumerate(keys):
        further = key.beyond(values[i], reverse)
        if further is None:
            continue
        same = Q()
        for other, value in zip(keys[:i], values, strict=False):
            same &= other.same(value)
        out = (same & further) if out == Q(pk__isnull=True) else out | (same & further)
    first = keys[0]
    if first.nullable or values[0] is None or len(keys) == 1:
        return out
    return first.from_here(values[0], reverse) & out
