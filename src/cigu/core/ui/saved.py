"""Views of lists that a person keeps under a name: tabs beside the built-in ones."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.engines.basis.errors import CiguError

from .counting import number_text
from .models import SavedView
from .table_parts import Tab

MOST = 8  # of one list: more tabs are not read
SHOWN = 1_000  # what a tab counts to


class ViewRefused(CiguError):
    pass


def save_view(*, path: str, query: str, title: str, by: Any) -> SavedView:
    """``path`` is a page of this site; ``query`` what its list had in the address."""
    name = title.strip()
    if not name:
        raise ViewRefused("title", _("Give the view a name."), field="title", value=title)
    if not is_page(path) or not query or len(query) > 1000:
        raise ViewRefused(
            "address", _("This is not the address of a list: save the view from the list itself."),
            field="query", value=path,
        )  # fmt: skip
    with acting("ui.save_view", by=by):
        if kept_by(by).filter(path=path).count() >= MOST:
            raise ViewRefused(
                "many", _("%(n)s views of this list are kept: drop one first.") % {"n": MOST},
                field="title", value=name,
            )  # fmt: skip
        view = SavedView(user=by, path=path, query=query, title=name, synthetic=bool(by.synthetic))
        try:
            with transaction.atomic():
                view.save()
        except IntegrityError:
            raise ViewRefused(
                "twice", _("A view named “%(name)s” is kept already: choose another name.")
                % {"name": name}, field="title", value=name,
            ) from None  # fmt: skip
    return view


def drop_view(*, view: SavedView, by: Any) -> None:
    with acting("ui.drop_view", by=by) as step:
        view.dropped_on = step.on
        view.save()


def kept_by(user: Any) -> Any:
    return SavedView.objects.for_(user).filter(dropped_on__isnull=True)


def is_page(path: str) -> bool:
    if not path.startswith("/") or path.startswith("//"):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def tabs_of(table: Any) -> list[Tab]:
    """The reader's own views of this list, each counted as its tab would show it."""
    if table.prefix or not table.user.is_authenticated:
        return []
    return [_tab(table, row) for row in kept_by(table.user).filter(path=table.path)[:MOST]]


def offer(table: Any) -> str:
    """Where the view on the page can be kept; empty where there is nothing to keep."""
    if table.prefix or not table.user.is_authenticated or not table.state:
        return ""  # nothing is filtered or sorted
    if any(tab.current for tab in table.saved_tabs):
        return ""
    asked = {"path": table.path, "query": urlencode(table.others | table.state)}
    return f"{reverse('ui:save_view')}?{urlencode(asked)}"


def _tab(table: Any, row: SavedView) -> Tab:
    twin = _twin(table, row.query)
    current = twin.others | twin.state == table.others | table.state
    # another year or place of the page itself (``others``): what it holds is not known here
    found = twin.how_many(SHOWN) if twin.others == table.others else 0
    text = number_text(found, SHOWN) if twin.others == table.others else ""
    return Tab(f"own-{row.pk}", row.title, found, text, row.get_absolute_url(), current)


def _twin(table: Any, query: str) -> Any:
    """The same list for another address: nothing that was computed for this one is kept."""
    twin = copy.copy(table)
    for name in [n for n in twin.__dict__ if _is_computed(type(twin), n)]:
        del twin.__dict__[name]
    twin.request = copy.copy(table.request)
    twin.request.GET = QueryDict(query)
    return twin


def _is_computed(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), cached_property)
