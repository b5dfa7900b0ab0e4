"""Facts are of enterprises; people state, check and read them."""

from __future__ import annotations

from cigu.core.personal import phrases
from cigu.core.personal.register import declare, link
from cigu.core.personal.words import Basis

for _model, _names in (
    ("Filing", ("filed_by",)),
    ("Fact", ("stated_by", "decided_by")),
    ("FactConsent", ("given_by", "withdrawn_by")),
    ("FactUse", ("reader",)),
):
    declare(
        f"records_facts.{_model}", *(link(name) for name in _names),
        purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD,
    )  # fmt: skip
