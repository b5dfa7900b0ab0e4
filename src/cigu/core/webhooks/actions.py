"""Subscribe, change, pause, end; each leaves a leaf that holds no secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.models import Party, User
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.notices import delivering
from cigu.core.notices.actions import emit, notify
from cigu.core.notices.models import Delivery
from cigu.engines.basis.errors import CiguError

from . import addresses, robots, signing, topics
from .guards import check_can_change, check_can_pause, check_can_subscribe
from .models import Receiver, Subscription

Kind, State = Subscription.Kind, Subscription.State
MOST = 10  # of one owner
CHANNEL = "webhook"


def subscribe(
    *, by: User, name: str, url: str, wanted: Sequence[str], party: Party | None = None,
    kind: str = Kind.SYSTEM, sign: str = "", on: date | None = None,
) -> tuple[Subscription, str]:  # fmt: skip
    """The subscription and its secret, which is told this once; "" for a robot, whose key and
    ``sign`` the subscriber brings."""
    check_can_subscribe(by)
    _check(url, wanted)
    url, kept = _kept(kind, url, sign)
    with change("webhooks.subscribe", by=by, on=on or today()):
        queue(by)  # two at once must not become eleven
        if Subscription.objects.filter(owner=by).exclude(state=State.ENDED).count() >= MOST:
            raise CiguError("too_many", _("You have ten subscriptions already: end one first."))
        made = Subscription(
            owner=by, party=party, name=name, kind=kind, url=url, topics=sorted(set(wanted)),
            secret=signing.lock(kept), secret_set_at=timezone.now(), synthetic=by.synthetic,
        )  # fmt: skip
        made.save()
        Receiver.objects.create(subscription=made)
    return made, "" if made.is_robot else kept


def edit(
    *, subscription: Subscription, by: User, name: str, url: str, wanted: Sequence[str],
    sign: str = "", on: date | None = None,
) -> Subscription:  # fmt: skip
    """A robot's address as it is shown keeps the key and the signature; a whole one brings new."""
    check_can_change(subscription, by)
    _check(url, wanted)
    kept = ""
    if subscription.is_robot and (url != subscription.url or sign):
        url, kept = _kept(subscription.kind, url, sign)
    with change("webhooks.edit", by=by, on=on or today()):
        queue(unchanged=[subscription])
        _check_open(subscription)
        subscription.assign(name=name, url=url, topics=sorted(set(wanted)))
        if kept:
            subscription.secret, subscription.secret_set_at = signing.lock(kept), timezone.now()
        subscription.save()
    return subscription


def renew_secret(
    *, subscription: Subscription, by: User, on: date | None = None
) -> tuple[Subscription, str]:
    """The old secret signs nothing from now on."""
    check_can_change(subscription, by)
    with change("webhooks.renew_secret", by=by, on=on or today()):
        queue(subscription)
        _check_open(subscription)
        if subscription.is_robot:
            raise CiguError("robot", _("A robot's key is made in its group: change the address."))
        secret = signing.new_secret()
        subscription.secret, subscription.secret_set_at = signing.lock(secret), timezone.now()
        subscription.save()
    return subscription, secret


def ping(*, subscription: Subscription, by: User) -> None:
    """A message that says nothing, to see whether the receiver is there."""
    check_can_change(subscription, by)
    with change("webhooks.ping", by=by, on=today()):
        queue(subscription)
        if subscription.state != State.ACTIVE:
            raise CiguError("not_active", _("Nothing is sent while the subscription rests."))
        emit(topics.PING, subscription=str(subscription.uid))


def pause(*, subscription: Subscription, by: User, reason: str = "") -> None:
    check_can_pause(subscription, by)
    with change("webhooks.pause", by=by, on=today(), reason=reason):
        queue(subscription)
        _move(subscription, State.ACTIVE, State.PAUSED)


def pause_by_itself(subscription: Subscription) -> None:
    """The receiver failed too often; its owner is told. What waits goes on waiting."""
    with change("webhooks.pause_by_itself", by=None, on=today()):
        queue(subscription)
        if subscription.state != State.ACTIVE:
            return
        _move(subscription, State.ACTIVE, State.PAUSED)
        told = _("Your webhook “%(name)s” is paused: its receiver failed again and again.")
        notify(
            told % {"name": subscription.name}, subscription, on=today(), user=subscription.owner
        )


def activate(*, subscription: Subscription, by: User) -> None:
    """What waited meanwhile is sent now."""
    check_can_change(subscription, by)
    with change("webhooks.activate", by=by, on=today()):
        queue(subscription)
        _move(subscription, State.PAUSED, State.ACTIVE)
        Receiver.objects.filter(subscription=subscription).update(failures=0, quiet_until=None)


def end(*, subscription: Subscription, by: User, reason: str = "") -> None:
    """For good: what waits is not sent any more."""
    check_can_pause(subscription, by)
    with change("webhooks.end", by=by, on=today(), reason=reason):
        queue(subscription)
        _check_open(subscription)
        subscription.state = State.ENDED
        subscription.save()
        waiting = Delivery.objects.filter(
            channel=CHANNEL, consumer=str(subscription.uid), state=Delivery.State.WAITING
        )
        for pk in waiting.values_list("pk", flat=True):
            delivering.dropped(pk, "the subscription ended")


def _kept(kind: str, url: str, sign: str) -> tuple[str, str]:
    """(address as it may be shown, what is locked)."""
    if kind not in Kind.values:
        raise CiguError("kind", _("Choose the kind of receiver."), field="kind")
    if kind != Kind.SYSTEM:
        return robots.taken_apart(kind, url, sign)
    if sign:
        raise CiguError("sign", _("The site makes the secret of another system."), field="sign")
    return url, signing.new_secret()


def _check(url: str, wanted: Sequence[str]) -> None:
    addresses.aim(url)
    known = {topic.name for topic in topics.offered()}
    if not wanted or not set(wanted) <= known:
        raise CiguError("topics", _("Choose at least one topic of the list."), field="topics")


def _check_open(subscription: Subscription) -> None:
    if subscription.state == State.ENDED:
        raise CiguError("ended", _("This subscription has ended; make a new one."))


def _move(subscription: Subscription, before: str, after: str) -> None:
    if subscription.state != before:
        raise CiguError("state", _("The subscription is not in the state for that."))
    subscription.state = after
    subscription.save()
