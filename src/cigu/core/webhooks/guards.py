"""Who subscribes, and who looks after a subscription."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import PARTY_ROLES, Role
from cigu.core.access.scope import Access

from .models import Subscription

SUBSCRIBERS = (Role.OFFICER, *sorted(PARTY_ROLES))


def can_subscribe(user: Any) -> bool:
    return Access.of(user).has(*SUBSCRIBERS)


def check_can_subscribe(user: Any) -> None:
    if not can_subscribe(user):
        raise NotAllowed()


def check_can_change(subscription: Subscription, user: Any) -> None:
    """Only its owner: what is sent is what they may see."""
    if subscription.owner_id != user.pk or not can_subscribe(user):
        raise NotAllowed()


def can_pause(subscription: Subscription, user: Any) -> bool:
    """Also whoever acts for the same party, and who runs the system: a receiver that misbehaves
    is stopped at once."""
    access = Access.of(user)
    colleague = subscription.party_id is not None and subscription.party_id in access.parties
    mine = subscription.owner_id == user.pk or colleague
    return (mine and can_subscribe(user)) or access.has(Role.SYSTEM_ADMIN)


def check_can_pause(subscription: Subscription, user: Any) -> None:
    if not can_pause(subscription, user):
        raise NotAllowed()
