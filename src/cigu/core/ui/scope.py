"""Which territory and domain the pages speak of: chosen in the top bar, kept in the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from cigu.core.access.scope import Access
from cigu.core.places.models import Domain, Territory

SESSION_KEY = "scope"


@dataclass(frozen=True)
class Choice:
    territory: Territory | None
    domain: Domain | None

    @property
    def value(self) -> str:
        return (
            f"{self.territory.pk if self.territory else ''}:{self.domain.pk if self.domain else ''}"
        )

    @property
    def label(self) -> str:
        return "·".join(str(part) for part in (self.territory, self.domain) if part)


@dataclass
class ViewScope:
    """The scope in force; narrows what the user may see, never widens it."""

    chosen: Choice = field(default_factory=lambda: Choice(None, None))
    options: list[Choice] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.chosen.label

    @property
    def value(self) -> str:
        return self.chosen.value

    @property
    def territory(self) -> Territory | None:
        return self.chosen.territory

    @property
    def domain(self) -> Domain | None:
        return self.chosen.domain

    def limit(
        self, rows: QuerySet[Any], territory: str = "territory", domain: str = "domain"
    ) -> Any:
        """``rows`` inside the chosen territory (and below) and domain; empty names skip one."""
        q = Q()
        if self.territory is not None and territory:
            q &= self.territory.holding(territory)
        if self.domain is not None and domain:
            q &= Q(**{domain: self.domain.pk})
        return rows.filter(q)

    def seen(
        self, rows: QuerySet[Any], user: Any, territory: str = "territory", domain: str = "domain"
    ) -> Any:
        """``rows`` that the user may see inside the chosen territory and domain."""
        return self.limit(rows.for_in(user, self.territory, self.domain), territory, domain)  # type: ignore[attr-defined]


def scope_of(request: Any) -> ViewScope:
    """The user's choice, if a grant still allows it, else the first that one allows."""
    options = _options(Access.of(getattr(request, "user", None)))
    if not options:
        return ViewScope()
    wanted = request.session.get(SESSION_KEY, "") if hasattr(request, "session") else ""
    chosen = next((o for o in options if o.value == wanted), options[0])
    return ViewScope(chosen, options if len(options) > 1 else [])


def _options(access: Access) -> list[Choice]:
    """Each granted territory with the units right below it, in the granted domain."""
    grants = [g for g in access.grants if g.territory is not None]
    if not grants:
        return []
    domains = list(Domain.objects.filter(parent__isnull=True))
    below = Territory.objects.filter(parent__in={g.territory_id for g in grants})
    known = [g.territory for g in grants] + list(below.exclude(level=Territory.Level.TOWN))
    out: dict[str, Choice] = {}
    for grant in grants:
        mine: list[Domain | None] = [d for d in domains if grant.domain_id in (None, d.pk)]
        for unit in (t for t in known if _inside(t, grant)):
            for domain in mine or [None]:
                choice = Choice(unit, domain)
                out.setdefault(choice.value, choice)
    return list(out.values())


def _inside(unit: Territory | None, grant: Any) -> bool:
    return bool(grant.territory.holds(unit))
