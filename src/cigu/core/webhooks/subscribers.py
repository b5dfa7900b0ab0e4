"""Who gets an event: asked inside the transaction of its cause."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cigu.core.notices import delivering
from cigu.core.notices.models import Event

from . import topics
from .actions import CHANNEL
from .models import Subscription


def consumers(event: Event) -> Iterator[str]:
    """Active subscriptions to the topic whose owners may see all of the record."""
    if event.topic == topics.PING:
        yield event.payload["subscription"]
        return
    rows = Subscription.objects.filter(state=Subscription.State.ACTIVE).select_related("owner")
    for subscription in rows.order_by("pk"):
        if event.topic in subscription.topics and topics.subject(event, subscription.owner):
            yield str(subscription.uid)


delivering.way(CHANNEL, _("Webhooks"), consumers)
