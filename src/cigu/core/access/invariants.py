"""Accounts, parties, and what grants may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.invariants.rows import before, never, rows_of

from .models import EntryLink, Grant, Party, User
from .roles import ADMIN_ROLES, PARTY_ROLES, Role


def _other(roles: Iterable[str]) -> Callable[[], Q]:
    """An administrator who holds another of ``roles`` on some day; a grant that ends on the day
    it begins never holds."""

    held = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))

    def wrong() -> Q:
        others = rows_of(Grant).filter(held, user=OuterRef("user"), role__in=list(roles))
        together = others.exclude(role=OuterRef("role")).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_from"))
        )
        begun = Exists(together.filter(valid_from__lt=OuterRef("valid_to")))
        both = Q(Q(valid_to__isnull=True), Exists(together)) | Q(begun)
        return Q(held, both, role__in=list(ADMIN_ROLES))

    return wrong


never(
    "access.three_administrators_apart",
    "nobody holds two of the three administrators' offices",
    Grant,
    _other(ADMIN_ROLES),
    "user_id",
    "role",
)
never(
    "access.administrators_do_no_business",
    "nobody holds an administrator's office and a role in the work",
    Grant,
    _other(set(Role.values) - ADMIN_ROLES),
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
never(
    "access.link_secret_hashed",
    "of the secret of a link only its hash is kept",
    EntryLink,
    ~Q(secret_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - the form of a hash
)
never(
    "access.link_runs_out_later",
    "a link runs out after it was made",
    EntryLink,
    Q(expires_at__lte=F("made_at")),
    "made_at",
    "expires_at",
)
never(
    "access.link_used_in_time",
    "nobody used a link after it had run out or before it was made",
    EntryLink,
    Q(used_at__gt=F("expires_at")) | Q(used_at__lt=F("made_at")),
    "used_at",
)
never(
    "access.used_link_has_account",
    "a link that was used led to an account",
    EntryLink,
    Q(used_at__isnull=False, user__isnull=True),
    "kind",
)
