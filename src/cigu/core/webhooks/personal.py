"""Whose subscriptions they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import declare, impersonal, link
from cigu.core.personal.words import Basis

declare(
    "core_webhooks.Subscription",
    link("owner"),
    link("party", party=True),
    purpose=phrases.TELL, basis=Basis.CONTRACT, seen_by=phrases.SELF, user="owner", party="party",
)  # fmt: skip
impersonal("core_webhooks.Subscription", name=_("the name of a connection"))
