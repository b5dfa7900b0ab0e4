"""The steps of the first hour. Whether one stands is read from the records: nothing is ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Grant, User
from cigu.core.access.roles import ADMIN_ROLES, Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.figures.models import Completeness
from cigu.core.places.models import Segment, Territory
from cigu.records.organisations.models import Organisation

from .models import SetupEntry

Level, Outcome = Territory.Level, SetupEntry.Outcome
LEAVABLE = (SetupEntry.Step.RECORDS, SetupEntry.Step.COMPLETENESS)


def has_places() -> bool:
    wanted = (Level.CITY, Level.COUNTY, Level.ZONE)
    return Territory.objects.filter(level__in=wanted).exists()


def has_chain() -> bool:
    return Segment.objects.exists()


def holders(*roles: str) -> set[str]:
    """Those of the roles that somebody holds who can sign in."""
    day = today()
    held = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), role__in=roles, valid_from__lte=day,
        user__is_active=True, user__password_set_at__isnull=False,
    )  # fmt: skip
    return set(held.values_list("role", flat=True))


def has_administrators() -> bool:
    return holders(*ADMIN_ROLES) == ADMIN_ROLES


def has_officer() -> bool:
    return bool(holders(Role.OFFICER))


def has_records() -> bool:
    """Whether there is any at all; it says of none what or whose it is."""
    return bool(Organisation._base_manager.exists())


def has_completeness() -> bool:
    return bool(Completeness._base_manager.exists())


@dataclass(frozen=True)
class Kind:
    code: str
    title: Any
    why: Any
    stands: Callable[[], bool]
    who: tuple[str, ...]


KINDS = (
    Kind(
        "territory", SetupEntry.Step.TERRITORY.label,
        _("Where the records lie and how far a role reaches: the city and its counties and zones."),
        has_places, (Role.SYSTEM_ADMIN,),
    ),
    Kind(
        "chain", SetupEntry.Step.CHAIN.label,
        _("The industry that the region serves, from raw material to end use."),
        has_chain, (Role.SYSTEM_ADMIN,),
    ),
    Kind(
        "administrators", _("Three administrators apart"),
        _("One runs the system, one gives rights, one reads the audit. Nobody is two of them. The"
          " step stands once all three have chosen a password."),
        has_administrators, (Role.SYSTEM_ADMIN,),
    ),
    Kind(
        "officers", _("Accounts of the bureau"),
        _("The system administrator makes the account, the security administrator gives it the"
          " role of an officer, and its owner chooses a password by the link."),
        has_officer, (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
    ),
    Kind(
        "records", SetupEntry.Step.RECORDS.label,
        _("The workbook of enterprises that the bureau keeps goes in as it is; every row is shown"
          " before it is written. An empty template helps where there is none."),
        has_records, (Role.OFFICER,),
    ),
    Kind(
        "completeness", SetupEntry.Step.COMPLETENESS.label,
        _("Until an officer declares a register complete, its figures read “at least n”. That is"
          " no fault: leave it while records are still missing."),
        has_completeness, (Role.OFFICER,),
    ),
)  # fmt: skip


@dataclass
class Step:
    kind: Kind
    number: int
    stands: bool
    last: SetupEntry | None
    mine: bool

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def left(self) -> bool:
        return not self.stands and self.last is not None and self.last.outcome == Outcome.LEFT

    @property
    def over(self) -> bool:
        return self.stands or self.left

    @property
    def who(self) -> list[Any]:
        return [Role(role).label for role in self.kind.who]


class FirstHour:
    """All steps as ``user`` meets them."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def steps(self) -> list[Step]:
        access, last = Access.of(self.user), newest()
        return [
            Step(kind, number, kind.stands(), last.get(kind.code), access.has(*kind.who))
            for number, kind in enumerate(KINDS, 1)
        ]

    @property
    def over(self) -> bool:
        return all(step.over for step in self.steps)

    @property
    def standing(self) -> int:
        return sum(step.over for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first open step that is this person's."""
        return next((step for step in self.steps if step.mine and not step.over), None)

    @property
    def without_role(self) -> int:
        """Accounts that wait for the security administrator."""
        return User.objects.filter(is_active=True, grants__isnull=True).count()


def newest() -> dict[str, SetupEntry]:
    """The last entry of each step; there are a handful."""
    return {entry.step: entry for entry in SetupEntry.objects.select_related("author")}
