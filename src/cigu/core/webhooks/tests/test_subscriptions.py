"""Who subscribes to what; secrets are shown once and lie in no leaf."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.fernet import InvalidToken

import cigu
from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.webhooks import actions, signing, topics
from cigu.core.webhooks.addresses import AddressRefused
from cigu.core.webhooks.models import Subscription
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.org/cigu"
State = Subscription.State


@pytest.fixture
def owner(day: date) -> User:
    return make_user("enterprise", party=make_party())


def subscribed(by: User, **more: Any) -> tuple[Subscription, str]:
    told = {"name": "示例", "url": URL, "wanted": ["needs.accepted"], **more}
    return actions.subscribe(by=by, **told)


def test_a_secret_is_told_once_and_kept_locked(owner: User) -> None:
    made, secret = subscribed(owner)
    kept = Subscription.objects.get().secret
    assert secret not in kept and signing.unlock(kept) == secret
    renewed, second = actions.renew_secret(subscription=made, by=owner)
    assert second != secret and signing.unlock(renewed.secret) == second
    leaves = AuditLeaf.objects.filter(object_type="core_webhooks.subscription").order_by("id")
    assert [leaf.verb for leaf in leaves] == ["webhooks.subscribe", "webhooks.renew_secret"]
    told = json.dumps([[leaf.before, leaf.after] for leaf in leaves])
    assert "secret_set_at" in told
    for word in (secret, second, kept, renewed.secret, '"secret"'):
        assert word not in told
    assert not PersonalValue.objects.filter(field="secret").exists()


def test_another_key_of_the_site_opens_nothing(owner: User, settings: Any) -> None:
    made, secret = subscribed(owner)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(InvalidToken):
        signing.unlock(made.secret)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert signing.unlock(made.secret) == secret


@pytest.mark.parametrize(
    ("role", "may"),
    [("officer", True), ("broker", False), ("leader", False), ("sysadmin", False), ("", False)],
)
def test_who_may_subscribe(role: str, may: bool, day: date) -> None:
    if may:
        assert subscribed(make_user(role))[0].state == State.ACTIVE
        return
    with pytest.raises(NotAllowed):
        subscribed(make_user(role))


def test_others_see_and_change_nothing(owner: User) -> None:
    made, _secret = subscribed(owner)
    stranger, keeper = make_user("enterprise", party=make_party()), make_user("sysadmin")
    assert list(Subscription.objects.for_(owner)) == [made]
    assert list(Subscription.objects.for_(keeper)) == [made]
    for user in (stranger, make_user("officer"), None):
        assert not Subscription.objects.for_(user).exists()
    for user in (stranger, keeper):
        with pytest.raises(NotAllowed):
            actions.edit(subscription=made, by=user, name="x", url=URL, wanted=["needs.accepted"])
        with pytest.raises(NotAllowed):
            actions.renew_secret(subscription=made, by=user)
    with pytest.raises(NotAllowed):
        actions.end(subscription=made, by=stranger)
    actions.pause(subscription=made, by=keeper)
    assert Subscription.objects.get().state == State.PAUSED


def test_a_colleague_sees_and_stops_it_but_does_not_turn_it_elsewhere(day: date) -> None:
    party = make_party()
    owner, colleague = (make_user("enterprise", party=party) for _ in range(2))
    made, _secret = subscribed(owner, party=party)
    assert list(Subscription.objects.for_(colleague)) == [made]
    with pytest.raises(NotAllowed):
        actions.edit(subscription=made, by=colleague, name="x", url=URL, wanted=["needs.accepted"])
    actions.end(subscription=made, by=colleague)
    with pytest.raises(CiguError):
        actions.activate(subscription=made, by=owner)


def test_what_cannot_be_is_refused(owner: User) -> None:
    for wanted in ([], ["no.such"], ["webhooks.ping"]):
        with pytest.raises(CiguError):
            subscribed(owner, wanted=wanted)
    with pytest.raises(AddressRefused):
        subscribed(owner, url="https://10.0.0.1/")
    made, _secret = subscribed(owner)
    with pytest.raises(AddressRefused):
        actions.edit(
            subscription=made,
            by=owner,
            name="x",
            url="http://a.example/",
            wanted=["needs.accepted"],
        )
    for _more in range(actions.MOST - 1):
        subscribed(owner)
    with pytest.raises(CiguError):
        subscribed(owner)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pause_it_once_and_do_not_become_eleven(
    owner: User, together: Callable[..., list[Any]]
) -> None:
    for _made in range(actions.MOST - 1):
        made, _secret = subscribed(owner)
    ready = Barrier(2)

    def at_once(step: Callable[[], Any]) -> str:
        ready.wait(10)
        try:
            step()
        except CiguError as refused:
            return refused.code
        return "done"

    def pauses(_number: int) -> str:
        mine = Subscription.objects.get(pk=made.pk)
        return at_once(lambda: actions.pause(subscription=mine, by=owner))

    assert sorted(together(lambda _n: at_once(lambda: subscribed(owner)), 2, threads=2)) == [
        "done", "too_many",
    ]  # fmt: skip
    assert sorted(together(pauses, 2, threads=2)) == ["done", "state"]


def test_every_event_of_the_rooms_is_offered_with_its_kind_of_record() -> None:
    root = Path(cigu.__file__).parent
    said = re.compile(r"\bemit\(\s*\"([a-z_.]+)\"")
    emitted = {
        topic for path in root.glob("*/*/**/*.py") if "/tests/" not in path.as_posix()
        for topic in said.findall(path.read_text(encoding="utf-8"))
    }  # fmt: skip
    outward = {topic for topic in emitted if not topic.startswith(("notices.", "webhooks."))}
    assert outward and outward == {topic.name for topic in topics.offered()}
