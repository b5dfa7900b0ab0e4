"""What a scope given in words means: territory, period, domain."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q

from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period

from .indicators import DOMAIN

PERIOD = Period.parse("2023-06-08/2024-06-08")
CITY = "150200"
ENDS_ZH = re.compile(r"(?<=..)(省|市|区|县|旗|自治区)$")
ENDS_EN = re.compile(r"\b(city|province|district|county|banner|autonomous|region|zone)\b")


class UnknownPlace(CiguError):
    pass


def where_of(territory: str, period: str, domain: str | None) -> Where:
    return Where(territory_of(territory), domain_of(domain), Period.parse(period))


def territory_of(text: str) -> Territory:
    """By code, Chinese name, or English name (which is the pinyin): baotou, 包头, 150200."""
    wanted = text.strip()
    found = Territory.objects.filter(Q(pk=wanted) | Q(name_zh=wanted)).first()
    if found is not None:
        return found
    named = [t for t in Territory.objects.order_by("path") if _plain(wanted) in _plains(t)]
    if len(named) == 1:
        return named[0]
    raise UnknownPlace(
        "territory",
        f"{wanted!r} names {len(named)} territories." if named else f"No territory {wanted!r}.",
        remedy=_remedy(named), value=wanted,
    )  # fmt: skip


def _plain(text: str) -> str:
    words = ENDS_EN.sub("", text.casefold()).replace("-", " ").replace("_", " ").split()
    return ENDS_ZH.sub("", "".join(words))


def _plains(territory: Territory) -> set[str]:
    return {_plain(territory.name_zh), _plain(territory.name_en)} - {""}


def _remedy(named: list[Territory]) -> str:
    if not named and not Territory.objects.exists():
        return "No region is loaded yet; run `cigu demo --build`."
    shown = named or Territory.objects.filter(level=Territory.Level.CITY)
    listed = ", ".join(f"{t.pk} {t.name_zh}" for t in shown[:12])
    return f"Give a code or a name: {listed}."


def domain_of(code: str | None) -> Domain | None:
    """Without a code: the domain that the indicators speak of, where it is loaded."""
    found = Domain.objects.filter(pk=code or DOMAIN).first()
    if found is None and code:
        known = ", ".join(Domain.objects.values_list("pk", flat=True)[:12])
        raise UnknownPlace(
            "domain", f"No domain {code!r}.", remedy=f"Give one of: {known}.", value=code
        )
    return found


def scope_here(request: Any, period: Period | None = None) -> Where | None:
    """The scope of the top bar with the period of the address; who has no place of their own
    (an enterprise, an expert) reads the figures of the city. None where no region is loaded."""
    from cigu.core.ui.scope import scope_of

    scope = scope_of(request)
    period = period or period_here(request)
    if scope.territory is not None:
        return Where(scope.territory, scope.domain, period)
    city = Territory.objects.filter(pk=CITY).first()
    return None if city is None else Where(city, domain_of(None), period)


def period_here(request: Any) -> Period:
    text = request.GET.get("period", "")
    return Period.parse(text) if text else PERIOD
