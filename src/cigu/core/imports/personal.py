"""Files may hold people's data; their rows wait here, and go a month after the file ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

PASSING = _(
    "It waits here to be written into a register, where its person finds and erases it; a month"
    " after the file ended the rows are gone."
)

declare(
    "core_imports.Import",
    Told("name", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    Told("office", Category.WORK, Fate.KEEP, phrases.WRITTEN),
    link("owner"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.SELF, user="owner",
)  # fmt: skip
declare(
    "core_imports.Merge",
    Told("filled", Category.WORDS, Fate.ANONYMISE, blank={}),
    Told("reason", Category.WORDS, Fate.ANONYMISE, blank=phrases.ERASED),
    link("loser", party=True),
    link("survivor", party=True),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, party="loser survivor",
)  # fmt: skip
declare(
    "core_imports.ImportRow",
    Told("cells", Category.WORDS, Fate.KEEP, PASSING),
    Told("label", Category.IDENTITY, Fate.KEEP, PASSING),
    Told("changes", Category.WORDS, Fate.KEEP, PASSING),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.SELF, user="batch__owner",
    reach=_("By the account that brought the file; no name of a row leads here."),
)  # fmt: skip
impersonal("core_imports.ImportHeading", office=_("the office whose habit it is"))
