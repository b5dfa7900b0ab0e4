"""Needs belong to bodies; a person stands in one as its contact."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "records_needs.Need",
    Told("contact", Category.CONTACT, Fate.KEEP, phrases.OF_A_BODY),
    purpose=phrases.REACH, basis=Basis.CONTRACT, seen_by=phrases.RECORD,
    reach=phrases.OF_A_BODY,
)  # fmt: skip
declare(
    "records_needs.ConflictWaiver",
    Told("reason", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    Told("grounds", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("party", party=True),
    link("officer"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, party="party",
)  # fmt: skip
declare(
    "records_needs.NeedDisclosure",
    link("party", party=True),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD,
)  # fmt: skip
