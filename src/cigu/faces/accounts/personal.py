"""Tables of django-allauth and of Django itself: sessions, factors, ties to a provider."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Subject, Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

DOOR: dict[str, Any] = {"basis": Basis.CONTRACT, "deleted": True}


def sessions(subject: Subject) -> Any:
    """Those that a session list knows; the account's counter ends all others."""
    known = apps.get_model("usersessions", "UserSession").objects.filter(user=subject.user)
    return apps.get_model("sessions", "Session").objects.filter(
        session_key__in=known.values("session_key")
    )


declare(  # before the list of sessions, by which they are found
    "sessions.Session",
    Told("session_data", Category.TRACES, secret=True),
    purpose=phrases.SIGN_IN, seen_by=phrases.PROGRAM, rows=sessions, **DOOR,
)  # fmt: skip
declare(
    "usersessions.UserSession",
    Told("ip", Category.TRACES),
    Told("user_agent", Category.TRACES),
    Told("data", Category.TRACES),
    Told("session_key", Category.ENTRY, sensitive=True, secret=True),
    purpose=phrases.SAFETY, seen_by=phrases.SELF, user="user", **DOOR,
)  # fmt: skip
declare(
    "mfa.Authenticator",
    Told("data", Category.ENTRY, sensitive=True, secret=True),
    Told("last_used_at", Category.TRACES),
    purpose=phrases.SIGN_IN, seen_by=phrases.PROGRAM, user="user", **DOOR,
)  # fmt: skip
declare(
    "account.EmailAddress",
    Told("email", Category.CONTACT),
    purpose=phrases.SIGN_IN, seen_by=phrases.KEEPERS, user="user", **DOOR,
)  # fmt: skip
declare(
    "account.EmailConfirmation",
    Told("email_address", Category.CONTACT),
    Told("key", Category.ENTRY, sensitive=True, secret=True),
    purpose=phrases.SIGN_IN, seen_by=phrases.PROGRAM, user="email_address__user", **DOOR,
)  # fmt: skip
declare(
    "socialaccount.SocialAccount",
    Told("uid", Category.ACCOUNT),
    Told("extra_data", Category.IDENTITY),
    Told("last_login", Category.TRACES),
    purpose=phrases.SIGN_IN, seen_by=phrases.SELF, user="user", **DOOR,
)  # fmt: skip
declare(
    "socialaccount.SocialToken",
    Told("token", Category.ENTRY, sensitive=True, secret=True),
    Told("token_secret", Category.ENTRY, sensitive=True, secret=True),
    purpose=phrases.SIGN_IN, seen_by=phrases.PROGRAM, user="account__user", **DOOR,
)  # fmt: skip
declare(
    "faces_accounts.CacheEntry",
    Told("value", Category.TRACES, secret=True),
    purpose=phrases.SAFETY, basis=Basis.DUTY, seen_by=phrases.PROGRAM,
    reach=_("Counters of limits, under keys that are hashes; they live for minutes."),
)  # fmt: skip
impersonal("socialaccount.SocialApp", name=_("the name of a provider"))
declare(
    "faces_accounts.AccessKey",
    Told("name", Category.WORDS, Fate.ANONYMISE, blank=phrases.ERASED),
    Told("secret_hash", Category.ENTRY, Fate.KEEP,
         _("A hash of a key that has ended; nothing follows from it."), secret=True),
    Told("hint", Category.ENTRY, Fate.KEEP,
         _("The first signs of a key that has ended; nothing follows from them."), secret=True),
    link("user"),
    purpose=phrases.SIGN_IN, basis=Basis.CONTRACT, seen_by=phrases.SELF, user="user",
)  # fmt: skip
declare(
    "faces_accounts.KeyUse",
    Told("address", Category.TRACES),
    Told("at", Category.TRACES),
    purpose=phrases.SAFETY, seen_by=phrases.SELF, user="key__user", **DOOR,
)  # fmt: skip
