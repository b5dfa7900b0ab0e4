"""Who set the site up, and why something was left."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "faces_setup.SetupEntry",
    Told("told", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
