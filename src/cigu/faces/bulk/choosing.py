"""Which records are meant: those that were ticked, or all of the list as it is filtered."""

from __future__ import annotations

import contextlib
import copy
import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cigu.core.changesets.guards import MOST
from cigu.core.changesets.verbs import Verb


def ticked(verb: Verb, user: Any, sent: Iterable[str]) -> list[Any]:
    """What was sent and is no record that the user may read is left out: it was not on the list."""
    wanted: list[UUID] = []
    for value in sent:
        with contextlib.suppress(ValueError):
            wanted.append(UUID(value))
    rows = verb.model._default_manager.readable(user).filter(uid__in=wanted[: MOST + 1])
    return list(rows.order_by("pk"))


def listed(verb: Verb, request: HttpRequest, address: str) -> list[Any]:
    """All of the list at ``address``, at most one more than an act may take."""
    if not is_list(verb, address):
        return []
    asked, there = urlsplit(address), copy.copy(request)
    there.GET, there.path = QueryDict(asked.query), asked.path
    found = verb.table(there).result
    keys = [row.pk for row in found[: MOST + 1]]
    rows = verb.model.objects.readable(request.user)
    return list(rows.filter(pk__in=keys).order_by("pk"))


def is_list(verb: Verb, address: str) -> bool:
    return verb.table is not None and urlsplit(address).path == reverse(verb.place)


def seen(rows: Iterable[Any]) -> str:
    """What a preview rests on: these records, each as it was."""
    told = ",".join(f"{row.uid}:{row.revision}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
