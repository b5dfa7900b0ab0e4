"""Subscriptions that can be sent to, and secrets that nobody reads."""

from __future__ import annotations

from django.db.models import Q

from cigu.core.invariants.rows import never

from .models import Receiver, Subscription
from .signing import PREFIX

never(
    "webhooks.state_known",
    "a subscription is in a known state",
    Subscription,
    ~Q(state__in=Subscription.State.values),
    "state",
)
never(
    "webhooks.kind_known",
    "a subscription is of a known kind",
    Subscription,
    ~Q(kind__in=Subscription.Kind.values),
    "kind",
)
never(
    "webhooks.robot_key_hidden",
    "the address of a robot that is shown holds no key",
    Subscription,
    ~Q(kind=Subscription.Kind.SYSTEM) & Q(url__contains="?"),
    "url",
)
never(
    "webhooks.leads_somewhere",
    "a subscription has an address",
    Subscription,
    ~Q(url__startswith="https://") & ~Q(url__startswith="http://"),
    "url",
)
never(
    "webhooks.secret_locked",
    "a secret is kept encrypted",
    Subscription,
    Q(secret="") | Q(secret__startswith=PREFIX),
)
never(
    "webhooks.has_receiver",
    "the sender keeps a line for each subscription",
    Subscription,
    Q(receiver__isnull=True),
    "state",
)
never(
    "webhooks.rest_has_cause",
    "only a receiver that failed rests",
    Receiver,
    Q(failures=0, quiet_until__isnull=False),
    "subscription_id",
)
