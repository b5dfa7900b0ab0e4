"""Who claims that something published is wrong."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare
from cigu.core.personal.words import Basis, Category, Fate
from cigu.records.publicnotices.personal import HANDLERS

declare(
    "faces_portal.Claim",
    Told("name", Category.IDENTITY),
    Told("contact", Category.CONTACT),
    Told("text", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    purpose=_("to answer claims against published records"), basis=Basis.CONSENT,
    seen_by=HANDLERS,
    reach=_("Found by the receipt that the person holds; with it they erase name and contact."),
)  # fmt: skip
