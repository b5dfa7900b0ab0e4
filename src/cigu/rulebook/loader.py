"""Reads the rulebook's YAML from the installed package, once per process.

Every file states id, version, source(s) and status; a file that does not is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.workdays import Calendar
from cigu.engines.shopfloor.scoring import (
    Instrument,
    Proposal,
    read_instrument,
    read_proposal,
)

_INSTRUMENTS = "cn/instruments"
_HOLIDAYS = "cn/holidays.yaml"
_PUBLISHED = "published"


class RulebookError(CiguError):
    """`code`: "unknown" (no such file or id), "header" (no id, version, source or status)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One file of the rulebook; `data` is the whole mapping, not to be changed."""

    id: str
    version: str
    status: str
    path: str
    data: Mapping[str, Any]


@cache
def load(path: str) -> Rule:
    """The file at `path` below the rulebook, such as "cn/holidays.yaml".

    Raises RulebookError ("unknown", "header").
    """
    place = files("cigu.rulebook").joinpath(path)
    if ".." in path.split("/") or not place.is_file():
        raise RulebookError("unknown", f"The rulebook has no file '{path}'.", value=path)
    data = yaml.safe_load(place.read_text(encoding="utf-8"))
    for entry in ("id", "version", "status"):
        _require(entry in data, path, entry)
    _require("source" in data or "sources" in data, path, "source")
    frozen = MappingProxyType(data)
    return Rule(data["id"], str(data["version"]), data["status"], path, frozen)


@cache
def instrument(instrument_id: str) -> Instrument:
    """A scored questionnaire, for example "sme-digital-2024". Raises RulebookError "unknown"."""
    return read_instrument(_instrument_file(instrument_id).data)


@cache
def proposal(proposal_id: str) -> Proposal:
    """A list of items with traffic lights, "tech-checkup-proposal". Raises "unknown"."""
    return read_proposal(_instrument_file(proposal_id).data)


def instruments() -> tuple[Rule, ...]:
    """Every instrument of the rulebook, proposals too, by id."""
    folder = files("cigu.rulebook").joinpath(_INSTRUMENTS)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    rules = [load(f"{_INSTRUMENTS}/{name}") for name in names]
    return tuple(sorted(rules, key=lambda rule: rule.id))


@cache
def calendar() -> Calendar:
    """The State Council's calendar; unverified years are used but count as not published."""
    years = load(_HOLIDAYS).data["years"]
    published = [row["year"] for row in years if row["status"] == _PUBLISHED]
    return Calendar(
        holidays=frozenset(day for row in years for day in _days_off(row)),
        extra_workdays=frozenset(day for row in years for day in row["worked"]),
        first_published_year=min(published),
        last_published_year=max(published),
    )


def _days_off(year: Mapping[str, Any]) -> Iterator[date]:
    for holiday in year["holidays"]:
        first, last = holiday["days"]
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset)


def _instrument_file(instrument_id: str) -> Rule:
    rules = instruments()
    for rule in rules:
        if rule.id == instrument_id:
            return rule
    raise RulebookError(
        "unknown",
        f"The rulebook has no instrument '{instrument_id}'.",
        remedy=f"Use one of: {', '.join(rule.id for rule in rules)}.",
        value=instrument_id,
    )


def _require(present: bool, path: str, entry: str) -> None:
    if not present:
        raise RulebookError(
            "header",
            f"'{path}' does not state its {entry}.",
            remedy="Every rulebook file begins with id, version, status and source.",
            value=path,
        )
