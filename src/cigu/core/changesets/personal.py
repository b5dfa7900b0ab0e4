"""Who did something to many records at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import declare, impersonal, link
from cigu.core.personal.words import Basis

declare(
    "core_changesets.ChangeSet",
    link("made_by"),
    purpose=phrases.OFFICIAL, basis=Basis.CONTRACT, seen_by=phrases.SELF, user="made_by",
)  # fmt: skip
impersonal("core_changesets.ChangeSet", verb=_("the code of an act"))
impersonal("core_changesets.ChangedRow", why=_("a rule's refusal"), before=_("codes and days"))
