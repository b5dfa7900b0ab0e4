"""``cigu user``: accounts and grants, for the administrator at the machine."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database


def add(commands: Any) -> None:
    parser = commands.add_parser("user", help="create an account, give a role, set a password")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _create(verbs.add_parser("create", help="a new account, without rights"))
    _grant(verbs.add_parser("grant", help="give an account a role"))
    relock = verbs.add_parser("relock", help="lock kept secrets with the site's new key")
    relock.set_defaults(run=relock_secrets)
    password = verbs.add_parser("password", help="set a new password")
    password.add_argument("username")
    password.set_defaults(run=set_password)


def _create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--office", default="")
    parser.set_defaults(run=create)


def _grant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("role", help="officer, leader, broker, commissioner, enterprise, expert, …")
    parser.add_argument("--territory", help="code or name")
    parser.add_argument("--domain", help="code")
    parser.add_argument("--party", help="name of the organisation, team or person acted for")
    parser.set_defaults(run=grant)


def create(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.access.actions import create_account
    from cigu.core.access.models import User

    if User.objects.filter(username=options.username).exists():
        raise CiguError(
            "taken", f"The user name {options.username} is taken.", remedy="Choose another."
        )
    user = create_account(
        username=options.username, password=new_password(None), name=options.name,
        office=options.office, by="cigu user",
    )  # fmt: skip
    print(f"{user.username} created; give a role with: cigu user grant {user.username} ROLE")
    return 0


def grant(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.access.actions import grant_role
    from cigu.core.access.roles import PARTY_ROLES, Role
    from cigu.core.clock.business import today

    if options.role not in Role.values:
        raise CiguError(
            "role", f"There is no role {options.role}.", remedy=f"One of: {', '.join(Role.values)}."
        )
    if options.role in PARTY_ROLES and not options.party:
        raise CiguError(
            "party", f"The role {options.role} acts for somebody.", remedy="Add --party NAME."
        )
    given = grant_role(
        user=account(options.username), role=options.role, by="cigu user", valid_from=today(),
        **scope(options),
    )  # fmt: skip
    print(f"{options.username}: {given}")
    return 0


def set_password(options: argparse.Namespace) -> int:
    need_database()
    user = account(options.username)
    user.set_password(new_password(user))
    user.save(update_fields=["password", "password_set_at"])
    print(f"{user.username}: password set")
    return 0


def account(username: str) -> Any:
    from cigu.core.access.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise CiguError(
            "user", f"There is no account {username}.", remedy="See `cigu user create --help`."
        )
    return user


def scope(options: argparse.Namespace) -> dict[str, Any]:
    from cigu.core.access.models import Party
    from cigu.faces.yearbook.asking import domain_of, territory_of

    parties = list(Party.objects.filter(name=options.party)) if options.party else []
    if options.party and len(parties) != 1:
        raise CiguError(
            "party", f"{len(parties)} parties are called {options.party}.",
            remedy="Give the full registered name.",
        )  # fmt: skip
    return {
        "territory": territory_of(options.territory) if options.territory else None,
        "domain": domain_of(options.domain) if options.domain else None,
        "party": parties[0] if parties else None,
    }


def new_password(user: Any) -> str:
    """Asked for twice at a terminal, else one line of standard input."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if sys.stdin.isatty() and getpass.getpass("Again: ") != given:
        raise CiguError("password", "The two passwords differ.", remedy="Start again.")
    try:
        validate_password(given, user)
    except ValidationError as error:
        raise CiguError("password", " ".join(error.messages)) from None
    return given


def relock_secrets(_options: argparse.Namespace) -> int:
    """Fails as a whole where a secret is locked with a key that is not named any more."""
    need_database()
    from cryptography.fernet import InvalidToken

    from cigu.faces.accounts.relocking import relock

    try:
        factors, webhooks = relock()
    except InvalidToken:
        raise CiguError(
            "key", "A secret is locked with a key that is not named.",
            remedy="Put the earlier keys into CIGU_SECRET_KEY_OLD.",
        ) from None  # fmt: skip
    print(f"{factors} second factors and {webhooks} webhook secrets are locked with the new key;")
    print("CIGU_SECRET_KEY_OLD may be taken away once everybody has signed in anew.")
    return 0
