"""How much somebody took away on a day."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, link
from cigu.core.personal.words import Basis, Category

declare(
    "core_quotas.ExportDay",
    Told("rows", Category.TRACES),
    link("user"),
    purpose=phrases.SAFETY, basis=Basis.DUTY, seen_by=phrases.SECURITY, user="user", deleted=True,
)  # fmt: skip
