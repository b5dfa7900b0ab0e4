"""What people were told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "core_notices.Mailbox",
    Told("address", Category.CONTACT),
    Told("seed", Category.ENTRY, secret=True),
    link("user"),
    purpose=phrases.TELL, basis=Basis.CONSENT, seen_by=phrases.SELF, user="user",
)  # fmt: skip
declare(
    "core_notices.Notice",
    Told("text", Category.WORDS, Fate.ANONYMISE, blank=phrases.ERASED),
    link("user"),
    link("party", party=True),
    purpose=phrases.TELL, basis=Basis.CONTRACT, seen_by=phrases.SELF, user="user", party="party",
)  # fmt: skip
declare(
    "core_notices.Alarm",
    Told("text", Category.WORDS, Fate.ANONYMISE, blank=phrases.ERASED),
    purpose=phrases.SAFETY, basis=Basis.DUTY, seen_by=phrases.KEEPERS,
    reach=_("It names an account that was refused too often; a search for the name finds it."),
)  # fmt: skip
