"""Reads the matrix, and knows which routes there are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("matrix.csv")
PEOPLE = {
    "anonymous": "", "officer": "officer", "officer2": "officer2", "broker": "broker",
    "commissioner": "commissioner", "leader": "leader", "enterprise": "e49", "foreign": "e50",
    "expert": "g01", "conflicted": "p31", "sysadmin": "sysadmin",
    "secadmin": "secadmin", "auditor": "auditor",
}  # fmt: skip
REFUSED = {"login", "401", "403", "404", "405"}


@dataclass(frozen=True)
class Row:
    line: int
    route: str
    method: str
    object: str
    sent: str  # a query that begins with ?, or the JSON body of a request to the API
    cells: dict[str, str]

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.route, self.object) if part)

    def right(self, role: str) -> str:
        """The answer that is right; what stands behind ``!`` is what the code still does."""
        return self.cells[role].partition("!")[0]

    def today(self, role: str) -> str:
        right, _sep, wrong = self.cells[role].partition("!")
        return wrong or right


def rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file)
        return [_row(number, line) for number, line in enumerate(found, 2)]


def _row(number: int, line: dict[str, str]) -> Row:
    cells = {role: line[role] for role in PEOPLE}
    return Row(number, line["route"], line["method"], line["object"], line["sent"], cells)


def routes() -> dict[str, list[str]]:
    """Every named route with the arguments of its address."""
    from django.urls import get_resolver

    return dict(_walk(get_resolver(), ()))


def _walk(resolver: Any, spaces: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for found in resolver.url_patterns:
        if hasattr(found, "url_patterns"):
            inside = (*spaces, found.namespace) if found.namespace else spaces
            yield from _walk(found, inside)
        else:
            yield ":".join((*spaces, found.name or str(found.pattern))), _arguments(found.pattern)


def _arguments(pattern: Any) -> list[str]:
    return [*getattr(pattern, "converters", {}), *pattern.regex.groupindex][:8]


def address(route: str, arguments: list[str], values: dict[str, str]) -> str:
    from django.urls import reverse

    return str(reverse(route, kwargs={name: values[name] for name in set(arguments)}))
