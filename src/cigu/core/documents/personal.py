"""Files lie with their record; those of a person's own record go with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare
from cigu.core.personal.words import Basis, Category, Fate

KEPT = _("A file belongs to its record, a contract or a report; it is kept as long as the record.")
declare(
    "core_documents.Document",
    Told("title", Category.WORDS, Fate.KEEP, KEPT),
    Told("name", Category.WORDS, Fate.KEEP, KEPT),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD,
    reach=_("Files are attached to needs, cooperations, checkups and imports, never to a person."),
)  # fmt: skip
