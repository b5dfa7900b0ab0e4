"""What accounts, parties, grants and links hold on people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate


def gone(row: Any) -> str:
    """A user name is unique, also among those that are gone."""
    return f"erased-{row.uid.hex[-12:]}"


declare(
    "core_access.User",
    Told("username", Category.ACCOUNT, Fate.ANONYMISE, blank=gone),
    Told("name", Category.IDENTITY, Fate.ANONYMISE, blank=phrases.ERASED, correctable=True),
    Told("email", Category.CONTACT, correctable=True),
    Told("office", Category.WORK, correctable=True),
    Told("password", Category.ENTRY, blank="!", sensitive=True, secret=True),
    Told("password_set_at", Category.ENTRY, blank=None),
    Told("last_login", Category.TRACES, blank=None),
    purpose=phrases.SIGN_IN, basis=Basis.CONTRACT, seen_by=phrases.KEEPERS, user="pk",
)  # fmt: skip
declare(
    "core_access.Party",
    Told("name", Category.IDENTITY, Fate.ANONYMISE, blank=phrases.ERASED, retained=True),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="pk",
)  # fmt: skip
declare(
    "core_access.Grant",
    Told("role", Category.ACCOUNT, Fate.KEEP,
         _("It shows who had which rights when; it ends with the account.")),
    link("user"),
    link("party", party=True),
    purpose=phrases.SIGN_IN, basis=Basis.DUTY, seen_by=phrases.KEEPERS, user="user",
)  # fmt: skip
declare(
    "core_access.EntryLink",
    Told("note", Category.IDENTITY),
    Told("secret_hash", Category.ENTRY, Fate.KEEP,
         _("A hash of a link that has ended; nothing follows from it."), secret=True),
    link("user"),
    link("made_by"),
    link("party", party=True),
    purpose=phrases.SIGN_IN, basis=Basis.CONTRACT, seen_by=phrases.KEEPERS, user="user",
)  # fmt: skip
