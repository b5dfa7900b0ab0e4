"""What was written down of a meeting may speak of those who came."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "work_roadshows.Meeting",
    Told("note", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, reach=phrases.OF_A_BODY,
)  # fmt: skip
