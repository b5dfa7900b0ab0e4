"""Forms that were sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "core_ui.SubmittedForm",
    Told("path", Category.TRACES, Fate.ERASE),
    purpose=phrases.SAFETY, basis=Basis.CONTRACT, seen_by=phrases.PROGRAM, user="user_id",
    deleted=True,
)  # fmt: skip

declare(
    "core_ui.SavedView",
    Told("title", Category.WORDS, Fate.ERASE),
    Told("query", Category.WORDS, Fate.ERASE),
    link("user"),
    purpose=phrases.OFFICIAL, basis=Basis.CONTRACT, seen_by=phrases.SELF, user="user",
)  # fmt: skip
impersonal("core_ui.SavedView", path=_("the address of a list"))
