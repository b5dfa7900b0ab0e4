"""Navigation by role. Rooms register their entries in ``AppConfig.ready``; see design.md §4.

``register(SERVE, _("Needs"), "needs:list", "need", roles, 20, key="needs", phone=2)``
``provide(search="search:find", messages="notices:list")``
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import Access
from cigu.core.flow.models import Task
from cigu.core.flow.table import registry

from .counting import SLOW, capped, capped_each, number_text

Text = str | Promise
PUBLIC = "public"  # the role of somebody who has not signed in
ALL_TASKS = "*"

HOME, SERVE, TACKLE, OVERVIEW, REGISTERS = "home", "serve", "tackle", "overview", "registers"
ME = "me"  # links of the account menu
SECTIONS: dict[str, Text] = {
    HOME: "",
    SERVE: _("Serve enterprises"),
    TACKLE: _("Organise research"),
    OVERVIEW: _("See the whole"),
    REGISTERS: _("Registers"),
}
Waiting = tuple[int, bool]  # how many wait, and whether any is overdue


@dataclass(frozen=True)
class Entry:
    section: str
    label: Text
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int
    key: str = ""  # section of tasks whose count it shows; "*" for all of them
    count: Callable[[Any], Waiting | int] | None = None
    phone: int = 0  # place in the phone's bottom bar, 1 to 3


@dataclass
class Item:
    label: Text
    url: str
    icon: str
    count: int = 0
    late: bool = False
    current: bool = False

    @property
    def text(self) -> str:
        return number_text(self.count, SLOW)


@dataclass
class Section:
    label: Text
    items: list[Item] = field(default_factory=list)


_entries: list[Entry] = []
_places: dict[str, str] = {"login": "account_login", "logout": "account_logout"}


def register(
    section: str, label: Text, url_name: str, icon: str, roles: Iterable[str], order: int,
    *, key: str = "", count: Callable[[Any], Waiting | int] | None = None, phone: int = 0,
) -> None:  # fmt: skip
    entry = Entry(section, label, url_name, icon, frozenset(roles), order, key, count, phone)
    if entry not in _entries:
        _entries.append(entry)


def provide(**places: str) -> None:
    """Name the URLs that the shell uses: home, search, ahead, messages, login, logout."""
    _places.update(places)


def place(name: str) -> str:
    """The address of a place of the shell; empty while no room provides it."""
    return _address(_places[name]) if name in _places else ""


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def entries_of(user: Any) -> list[Entry]:
    signed_in = bool(user is not None and user.is_authenticated)
    roles = Access.of(user).roles if signed_in else {PUBLIC}
    mine = [e for e in _entries if e.roles & roles]
    return sorted(mine, key=lambda e: (e.order, e.url_name))


def waiting(user: Any, day: Any) -> dict[str, Waiting]:
    """Open tasks of the user by section; ``*`` is their sum. Beyond the limit of counting, each
    section is counted by itself up to it."""
    if user is None or not user.is_authenticated:
        return {}
    opened = Task.objects.for_(user).open().order_by()
    total = capped(opened, SLOW)
    if total <= SLOW:
        rows = opened.values("section").annotate(
            n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day))
        )
        found = {row["section"]: (row["n"], row["late"] > 0) for row in rows}
    else:
        found = _by_section(opened, day)
    return {**found, ALL_TASKS: (total, any(late for _n, late in found.values()))}


def _by_section(opened: Any, day: Any) -> dict[str, Waiting]:
    names = sorted({flow.section for flow, _model in registry.values()})
    mine = [opened.filter(section=name) for name in names]
    counts, late = capped_each(mine, SLOW), capped_each([t.filter(due_on__lt=day) for t in mine], 0)
    found = zip(names, counts, late, strict=True)
    return {name: (n, bool(overdue)) for name, n, overdue in found if n}


def build(request: Any, entries: list[Entry], counts: dict[str, Waiting]) -> dict[Entry, Item]:
    """Entries whose page exists, each with what waits and whether it is the current one."""
    items = {e: _item(e, request, counts) for e in entries}
    items = {e: item for e, item in items.items() if item.url}
    here = [i for i in items.values() if _covers(i.url, request.path)]
    if here:
        max(here, key=lambda item: len(item.url)).current = True
    return items


def _covers(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _item(entry: Entry, request: Any, counts: dict[str, Waiting]) -> Item:
    found: Waiting | int = counts.get(entry.key, (0, False)) if entry.key else (0, False)
    if entry.count is not None:
        found = entry.count(request)
    n, late = found if isinstance(found, tuple) else (found, False)
    return Item(entry.label, _address(entry.url_name), entry.icon, n, late)


def sections(items: dict[Entry, Item]) -> list[Section]:
    out = []
    for name, label in SECTIONS.items():
        mine = [item for entry, item in items.items() if entry.section == name]
        if mine:
            out.append(Section(label, mine))
    return out


def phone_bar(items: dict[Entry, Item], request: Any) -> list[Item]:
    """Three entries of the role, then search and the page that holds all the rest."""
    chosen = sorted((e for e in items if e.phone), key=lambda e: e.phone)[:3]
    bar = [items[e] for e in chosen]
    if not bar:
        return []
    for label, icon, url in (
        (_("Search"), "search", place("search")),
        (_("Me"), "user", _address("ui:me")),
    ):
        if url:
            bar.append(Item(label, url, icon, current=request.path == url))
    return bar
