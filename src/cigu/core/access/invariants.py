"""Accounts, parties, and what grants may say."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import before, never, rows_of

from .models import Grant, Party, User
from .roles import PARTY_ROLES, Role

ADMINISTRATORS = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]


def _another_administrator() -> Q:
    """The same person holds another of the three offices on the business day."""
    day = today()
    standing = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    others = rows_of(Grant).filter(standing, user=OuterRef("user"), role__in=ADMINISTRATORS)
    return Q(standing, Exists(others.exclude(role=OuterRef("role"))), role__in=ADMINISTRATORS)


never(
    "access.three_administrators_apart",
    "nobody holds two of the three administrators' offices",
    Grant,
    _another_administrator,
    "user_id",
    "role",
)
never(
    "access.grant_role_known", "a grant gives a known role", Grant, ~Q(role__in=Role.values), "role"
)
never(
    "access.party_role_has_party",
    "who acts for a party is granted that party",
    Grant,
    Q(role__in=PARTY_ROLES, party__isnull=True),
    "role",
)
never(
    "access.office_has_no_party",
    "an office of the bureau acts for no party",
    Grant,
    ~Q(role__in=PARTY_ROLES) & Q(party__isnull=False),
    "role",
    "party_id",
)
never(
    "access.grant_span",
    "a grant does not end before it begins",
    Grant,
    before("valid_to", "valid_from"),
    "valid_from",
    "valid_to",
)
never(
    "access.enterprise_acts_for_organisation",
    "an enterprise's grant names an organisation",
    Grant,
    Q(role=Role.ENTERPRISE) & ~Q(party__kind="organisation"),
    "party_id",
)
never(
    "access.expert_acts_for_provider",
    "an expert's grant does not name a bare enterprise",
    Grant,
    Q(role=Role.EXPERT) & ~Q(party__kind__in=["person", "team", "organisation"]),
    "party_id",
)
never(
    "access.party_kind_known",
    "a party is an organisation, a person or a team",
    Party,
    ~Q(kind__in=Party.Kind.values),
    "kind",
)
never("access.party_named", "a party has a name", Party, Q(name=""))
never("access.user_named", "an account has a user name", User, Q(username=""))
never(
    "access.user_has_password",
    "an account has a password, if only an unusable one",
    User,
    Q(password=""),
    "username",
)
never(
    "access.user_name_trimmed",
    "a user name neither begins nor ends with a space",
    User,
    Q(username__startswith=" ") | Q(username__endswith=" "),
    "username",
)
never(
    "access.invented_grant_invented_party",
    "an invented account acts for no real party",
    Grant,
    Q(user__synthetic=True, party__synthetic=False),
    "user_id",
    "party_id",
)
