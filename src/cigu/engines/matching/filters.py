"""What a provider must be, apart from how well it fits: domain, clearance, territory, maturity,
availability. A filter answers yes, no or unknown; unknown is not no, and it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cigu.engines.basis.errors import CiguError


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a provider; None is unknown. `clearance`: highest secrecy level it may
    see, -1 where it is known to see none; `maturity`: highest technology readiness level it has
    brought something to."""

    domains: frozenset[str] | None = None
    clearance: int | None = None
    territory: str | None = None
    maturity: int | None = None
    available: bool | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a need asks for; None asks nothing. `strict`: unknown is not enough."""

    domains: frozenset[str] | None = None
    secrecy: int | None = None
    territories: frozenset[str] | None = None
    maturity: int | None = None
    available: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The filter's name and whether it is passed: True, False, or None where that is unknown."""

    name: str
    passed: bool | None


def judge(wanted: Filters, known: Facts) -> tuple[Verdict, ...]:
    """One verdict for each filter that asks something."""
    found = []
    if wanted.domains is not None:
        own = known.domains
        found.append(Verdict("domain", None if own is None else bool(own & wanted.domains)))
    if wanted.secrecy is not None:
        found.append(Verdict("secrecy", _reaches(known.clearance, wanted.secrecy)))
    if wanted.territories is not None:
        place = known.territory
        found.append(Verdict("territory", None if place is None else place in wanted.territories))
    if wanted.maturity is not None:
        found.append(Verdict("maturity", _reaches(known.maturity, wanted.maturity)))
    if wanted.available:
        found.append(Verdict("availability", known.available))
    return tuple(found)


def passes(wanted: Filters, verdicts: tuple[Verdict, ...]) -> bool:
    """Whether nothing speaks against it; under `strict`, whether all speaks for it."""
    return all(v.passed or (v.passed is None and not wanted.strict) for v in verdicts)


def _reaches(own: int | None, wanted: int) -> bool | None:
    return None if own is None else own >= wanted


def filters_of(row: Mapping[str, Any]) -> Filters:
    """From plain values, as a file holds them. Raises CiguError "filters"."""
    return Filters(**_read(Filters, row, ("domains", "territories")))


def facts_of(row: Mapping[str, Any]) -> Facts:
    """From plain values, as a file holds them. Raises CiguError "filters"."""
    return Facts(**_read(Facts, row, ("domains",)))


def _read(kind: Any, row: Mapping[str, Any], sets: tuple[str, ...]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    strange = sorted(set(row) - names)
    if strange:
        raise CiguError(
            "filters",
            f"'{strange[0]}' is no filter.",
            remedy=f"Known are {', '.join(sorted(names))}.",
            value=strange[0],
        )
    return {k: frozenset(v) if k in sets and v is not None else v for k, v in row.items()}
