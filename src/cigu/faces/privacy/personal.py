"""Requests about data are data too."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "faces_privacy.DataRequest",
    Told("present", Category.WORDS),
    Told("proposed", Category.WORDS),
    Told("text", Category.WORDS),
    Told("answer", Category.WORDS),
    Told("reason_code", Category.ACTS, Fate.KEEP, phrases.ANSWERED),
    link("user"),
    link("party", party=True),
    purpose=phrases.ANSWER, basis=Basis.DUTY, seen_by=phrases.SECURITY, user="user",
)  # fmt: skip
declare(
    "faces_privacy.FrozenValue",
    Told("value", Category.IDENTITY, Fate.KEEP,
         _("A law keeps it. It is erased when the time of that law has run out.")),
    link("user"),
    link("party", party=True),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.SECURITY,
    user="user", party="party",
)  # fmt: skip
