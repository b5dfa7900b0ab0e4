"""A register of bodies; a person stands in it only as the contact that a body names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "records_organisations.Organisation",
    Told("contact", Category.CONTACT, Fate.KEEP, phrases.OF_A_BODY),
    link("party", party=True),
    purpose=phrases.REACH, basis=Basis.CONTRACT, seen_by=phrases.RECORD,
    reach=phrases.OF_A_BODY,
)  # fmt: skip
BODY = _("the name of a body, not of a person")
impersonal(
    "records_organisations.Organisation", name_zh=BODY, name_en=BODY, short_name=BODY,
    name_form=BODY,
)  # fmt: skip
