"""What a user's grants amount to today, and the QuerySet that obeys them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db.models import Case, CharField, Q, Value, When

from cigu.core.audit.models import AuditedModel, AuditedQuerySet
from cigu.core.clock.business import today

from .conditions import EVERYTHING, NOTHING, any_of, as_condition, each_once
from .models import Grant
from .roles import ADMIN_ROLES, RIGHTS, STAFF_ROLES

__all__ = ["EVERYTHING", "FULL", "MASKED", "NOTHING", "Access", "Scope", "ScopedModel"]

FULL, MASKED = "full", "masked"
NO_DOMAIN = ""  # the row has none: a grant for one domain does not reach it


@dataclass
class Access:
    """The grants of one user that are valid on the business day."""

    user: Any
    grants: list[Grant] = field(default_factory=list)
    memo: dict[Any, Any] = field(default_factory=dict)  # what rooms looked up for these grants

    @classmethod
    def of(cls, user: Any) -> Access:
        """Cached on the user for the business day; anonymous users have no grants."""
        if user is None or not getattr(user, "pk", None) or not user.is_active:
            return cls(user)
        day = today()
        kept: tuple[Any, Access] | None = getattr(user, "_access", None)
        if kept is None or kept[0] != day:
            kept = (day, cls(user, list(_valid(user, day))))
            user._access = kept
        return kept[1]

    @staticmethod
    def forget(user: Any) -> None:
        """After a change of grants, this instance of the user is asked anew."""
        getattr(user, "__dict__", {}).pop("_access", None)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(g.role for g in self.grants)

    @property
    def parties(self) -> frozenset[int]:
        return frozenset(g.party_id for g in self.grants if g.party_id)

    def parties_as(self, role: str) -> frozenset[int]:
        return frozenset(g.party_id for g in self.grants if g.party_id and g.role == role)

    def has(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))

    @property
    def is_staff(self) -> bool:
        return self.has(*STAFF_ROLES)

    @property
    def works(self) -> bool:
        """Takes part in the work at all: administrators of the site do not."""
        return bool(self.roles - ADMIN_ROLES)

    @property
    def is_public(self) -> bool:
        """A visitor of the site who has not signed in; what is published is open to them."""
        return bool(getattr(self.user, "is_anonymous", False))

    @property
    def reads_published(self) -> bool:
        return self.works or self.is_public

    def right(self, name: str) -> bool:
        return any(name in RIGHTS.get(role, ()) for role in self.roles)

    def within(self, roles: Iterable[str], territory: str = "territory", domain: str = "") -> Q:
        """Rows whose territory (and domain, if named) lies in a grant of one of ``roles``."""
        wanted = set(roles)
        mine = [g for g in self.grants if g.role in wanted]
        return any_of(*(self._inside(grant, territory, domain) for grant in mine))

    @staticmethod
    def _inside(grant: Grant, territory: str, domain: str) -> Q:
        q = Q()
        if grant.territory is not None and territory:
            q &= grant.territory.holding(territory)
        if grant.domain_id and domain:
            q &= Q(**{domain: grant.domain_id})
        return q or EVERYTHING

    def reaches(self, roles: Iterable[str], territory: Any, domain: Any) -> bool:
        """Whether ``within`` holds for every row of that territory and domain; without a domain,
        for those of all domains."""
        domain_id = domain.pk if domain is not None else NO_DOMAIN
        return any(self.covers(role, territory, domain_id) for role in roles)

    def covers(self, role: str, territory: Any, domain_id: str | None = None) -> bool:
        """The same question for one row: does a grant of ``role`` hold there? Without
        ``domain_id`` the domain is not asked for, as in ``within``."""
        return any(
            (g.territory is None or g.territory.holds(territory))
            and (not g.domain_id or domain_id is None or g.domain_id == domain_id)
            for g in self.grants
            if g.role == role
        )


def _valid(user: Any, day: Any) -> Any:
    current = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return (
        Grant.objects.filter(current, user=user, valid_from__lte=day)
        .select_related("territory", "party")
        .order_by("pk")
    )


class Scope:
    """A room's answer to who sees its rows. Subclasses override; the default is nothing."""

    def full(self, access: Access) -> Q:
        return NOTHING

    def masked(self, access: Access) -> Q:
        return NOTHING

    def hidden(self, access: Access) -> Q:
        """Rows that a conflict of interest hides, whatever else would show them."""
        return NOTHING

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        """Whether ``full`` holds for every row of the territory and domain: what follows from
        the grants need not be looked up row by row. False where one cannot tell."""
        return False


class ScopedQuerySet(AuditedQuerySet):
    def for_(self, user: Any) -> Self:
        """The rows ``user`` may see, each with its ``disclosure``: full or masked."""
        access = Access.of(user)
        scope: Scope = self.model.scope
        full, masked, hidden = scope.full(access), scope.masked(access), scope.hidden(access)
        rows = each_once(self, any_of(full, masked))
        if hidden != NOTHING:
            rows = rows.exclude(self._as_condition(hidden))
        return rows.annotate(disclosure=self._disclosure(full, masked))

    def for_in(self, user: Any, territory: Any, domain: Any) -> Self:
        """``for_`` of rows that the caller limits to the territory and domain: where the viewer's
        grants open all of them, nothing needs to be asked of each row."""
        access, scope = Access.of(user), self.model.scope
        if scope.opens(access, territory, domain) and scope.hidden(access) == NOTHING:
            return self.annotate(disclosure=Value(FULL, output_field=CharField()))
        return self.for_(user)

    def _disclosure(self, full: Q, masked: Q) -> Any:
        if masked == NOTHING or full == EVERYTHING:
            return Value(FULL, output_field=CharField())
        return Case(
            When(self._as_condition(full), then=Value(FULL)),
            default=Value(MASKED),
            output_field=CharField(),
        )

    def _as_condition(self, q: Q) -> Q:
        return as_condition(self.model, q)

    def masked(self, user: Any) -> Self:
        """Of rows that came from ``for_``: those that are not disclosed in full."""
        access = Access.of(user)
        full, masked = self.model.scope.full(access), self.model.scope.masked(access)
        if masked == NOTHING or full == EVERYTHING:
            return self.none()
        rows = self if masked == EVERYTHING else self.filter(self._as_condition(masked))
        return rows.exclude(self._as_condition(full)) if full != NOTHING else rows

    def out_of_sight(self, user: Any) -> Self:
        """The rest of the rows that ``for_`` gives."""
        access, scope = Access.of(user), self.model.scope
        seen = any_of(scope.full(access), scope.masked(access))
        hidden = scope.hidden(access)
        if seen == EVERYTHING:
            return self.none() if hidden == NOTHING else self.filter(self._as_condition(hidden))
        unseen = ~self._as_condition(seen)
        return self.filter(any_of(unseen, self._as_condition(hidden)))

    def readable(self, user: Any) -> Self:
        """Only rows disclosed in full: what may be searched or sorted by a masked column."""
        return self.for_(user).filter(disclosure=FULL)


class ScopedModel(AuditedModel):
    """A row with a scope, some columns of which may be masked."""

    scope: ClassVar[Scope] = Scope()
    masked_fields: ClassVar[frozenset[str]] = frozenset()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_masked(self) -> bool:
        """Rows that did not come through ``for_`` are full: the code that made them acts itself."""
        return getattr(self, "disclosure", FULL) == MASKED

    def shown(self, name: str) -> Any:
        """The value, or None where it is masked for the viewer of this row."""
        if self.is_masked and name in self.masked_fields:
            return None
        return getattr(self, name)


def role_at(user: Any, roles: Iterable[str], territory: Any, domain_id: str | None = None) -> bool:
    access = Access.of(user)
    return any(access.covers(role, territory, domain_id) for role in roles)
