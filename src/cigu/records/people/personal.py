"""The register of people: experts above all."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

TIE = _("It still shows a conflict of interest of others; the name it leads to is made anonymous.")

declare(
    "records_people.Person",
    Told("name", Category.IDENTITY, Fate.ANONYMISE, blank=phrases.ERASED, retained=True,
         correctable=True),
    Told("name_en", Category.IDENTITY, retained=True, correctable=True),
    Told("title", Category.WORK, correctable=True),
    Told("employer", Category.WORK, blank=None),
    Told("is_expert", Category.WORK, blank=False),
    Told("speciality", Category.WORK, correctable=True),
    Told("capacity", Category.WORK, blank=0),
    Told("location", Category.CONTACT, correctable=True, seen_by=phrases.STAFF),
    Told("contact", Category.CONTACT, correctable=True, seen_by=phrases.STAFF),
    Told("profile", Category.WORK, correctable=True),
    Told("available", Category.WORK, blank=False),
    Told("merged_into", Category.WORK, Fate.KEEP,
         _("It shows that two records were one person; the names of both are made anonymous.")),
    link("party", party=True),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="party",
)  # fmt: skip
declare(
    "records_people.Employment",
    Told("source", Category.WORK, Fate.ANONYMISE, blank=phrases.ERASED),
    Told("organisation", Category.WORK, Fate.KEEP, TIE),
    Told("person", Category.TIES, Fate.KEEP, TIE),
    Told("since", Category.WORK, Fate.KEEP, TIE),
    Told("until", Category.WORK, Fate.KEEP, TIE),
    purpose=phrases.CONFLICTS, basis=Basis.DUTY, seen_by=phrases.STAFF, party="person__party",
)  # fmt: skip
declare(
    "records_people.Relation",
    Told("source", Category.TIES, Fate.ANONYMISE, blank=phrases.ERASED, sensitive=True),
    Told("kind", Category.TIES, Fate.KEEP, TIE, sensitive=True),
    link("left", party=True),
    link("right", party=True),
    purpose=phrases.CONFLICTS, basis=Basis.DUTY, seen_by=phrases.STAFF, party="left right",
)  # fmt: skip
declare(
    "records_people.ProfileDocument",
    Told("title", Category.WORK, Fate.ANONYMISE, blank=phrases.ERASED),
    Told("text", Category.WORK, Fate.ANONYMISE, blank=phrases.ERASED),
    link("party", party=True),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="party",
)  # fmt: skip
declare(
    "records_people.DocumentAuthor",
    link("party", party=True),
    purpose=phrases.CONFLICTS, basis=Basis.DUTY, seen_by=phrases.STAFF, party="party",
)  # fmt: skip
declare(
    "records_people.PartySegment",
    Told("segment", Category.WORK, Fate.KEEP,
         _("A segment of the chain; the name it belongs to is made anonymous.")),
    link("party", party=True),
    purpose=phrases.FIND, basis=Basis.CONSENT, seen_by=phrases.WORKING, party="party",
)  # fmt: skip
ENGAGED = _("It stands behind a published figure; the name it leads to is made anonymous.")
declare(
    "records_people.Engagement",
    Told("source", Category.WORK, Fate.ANONYMISE, blank=phrases.ERASED),
    Told("post", Category.WORK),
    Told("degree", Category.WORK, Fate.KEEP, ENGAGED),
    Told("kind", Category.WORK, Fate.KEEP, ENGAGED),
    Told("organisation", Category.WORK, Fate.KEEP, ENGAGED),
    Told("person", Category.TIES, Fate.KEEP, ENGAGED),
    Told("since", Category.WORK, Fate.KEEP, ENGAGED),
    Told("until", Category.WORK, Fate.KEEP, ENGAGED),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, party="person__party",
)  # fmt: skip
