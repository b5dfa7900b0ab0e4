"""What a list is made of: views and bulk acts that a room declares, and what the template draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from .columns import Text


@dataclass(frozen=True)
class View:
    """A saved view: a tab with its count, up to ``cap``. ``q`` may depend on the table (its user,
    its day)."""

    code: str
    label: Text
    q: Q | Callable[[Any], Q] = Q()  # noqa: RUF009 - an empty condition is never changed
    cap: int | None = None


@dataclass(frozen=True)
class BulkAct:
    """A verb on selected rows; its page receives ``sel`` and asks for a reason if it needs one."""

    label: Text
    url: str


@dataclass(frozen=True)
class Tab:
    code: str
    label: Text
    count: int
    text: str
    url: str
    current: bool


@dataclass(frozen=True)
class Head:
    name: str
    label: Text
    css: str
    url: str
    aria: str


@dataclass(frozen=True)
class Pill:
    text: str
    url: str


@dataclass(frozen=True)
class Row:
    key: str
    dom_id: str
    name: str
    css: str
    open: bool
    group: Text
    selectable: bool
    cells: list[SafeString]
