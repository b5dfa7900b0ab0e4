"""What waits and failed is seen and dealt with on pages, and a secret is shown once."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import fix_day
from cigu.core.jobs.models import Job
from cigu.core.notices import actions, delivering, letters
from cigu.core.notices.alarms import open_alarms
from cigu.core.notices.models import Delivery
from cigu.core.webhooks import actions as hooks
from cigu.core.webhooks import signing
from cigu.core.webhooks.models import Subscription

pytestmark = pytest.mark.django_db
ON = date(2024, 6, 14)
URL = "https://hooks.example.org/cigu"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    fix_day(ON)
    monkeypatch.setattr(actions, "_handlers", {})
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper() -> Client:
    return signed_in(make_user("sysadmin"))


@pytest.fixture
def firm() -> User:
    return make_user("enterprise", party=make_party(name="子虚磁材"))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client: Client, path: str, **told: Any) -> Any:
    """Fill in the form of the page and send it, with the key that the page holds."""
    hidden = re.findall(r'name="(_\w+)" value="([^"]*)"', page(client, path))
    return client.post(path, {**dict(hidden), **told})


@pytest.fixture
def letter() -> Delivery:
    actions.on_event("test.topic")(print)
    actions.emit("test.topic", name="甲")
    made = Delivery.objects.get()
    delivering.refused(made.pk, "RuntimeError: no door")
    letters.watch()
    return made


def test_a_dead_letter_is_seen_and_tried_anew(keeper: Client, letter: Delivery) -> None:
    assert "no door" in page(keeper, "/operations/outbox/")
    home = page(keeper, "/operations/")
    assert "未能送达" in home and "h-seal" in home
    answer = send(keeper, f"/operations/outbox/{letter.uid}/retry/")
    assert answer.status_code == 302
    letter.refresh_from_db()
    assert letter.state == Delivery.State.WAITING and not open_alarms()
    assert AuditLeaf.objects.filter(verb="outbox.retry", object_uid=letter.uid).exists()
    again = keeper.get(f"/operations/outbox/{letter.uid}/retry/")
    assert again.status_code == 409, "there is nothing to deal with any more"


def test_a_dead_letter_is_discarded_with_a_reason_only(keeper: Client, letter: Delivery) -> None:
    path = f"/operations/outbox/{letter.uid}/discard/"
    assert send(keeper, path, reason="").status_code == 422
    assert send(keeper, path, reason="已当面办理").status_code == 302
    letter.refresh_from_db()
    assert letter.state == Delivery.State.DISCARDED
    assert AuditLeaf.objects.get(verb="outbox.discard").after["reason"] == "已当面办理"


def job(owner: User, state: str, **more: Any) -> Job:
    made = Job(kind="test.kind", owner=owner, state=state, arguments={"about": "机密"}, **more)
    with change("test.job", by=None, on=ON):
        made.save()
    return made


def test_jobs_of_everybody_are_seen_without_what_they_are_about(keeper: Client, firm: User) -> None:
    waiting = job(firm, "waiting")
    failed = job(firm, "failed", error="行 7 缺代码", ended_at=timezone.now())
    listed = page(keeper, "/operations/jobs/")
    assert "行 7 缺代码" in listed and firm.username in listed and "机密" not in listed
    assert send(keeper, f"/operations/jobs/{waiting.uid}/stop/").status_code == 302
    assert send(keeper, f"/operations/jobs/{failed.uid}/again/").status_code == 302
    assert Job.objects.get(pk=waiting.pk).stop_asked
    assert Job.objects.get(pk=failed.pk).state == "waiting"
    assert AuditLeaf.objects.filter(verb__in=["jobs.stop", "jobs.run_again"]).count() == 2
    assert keeper.get(f"/operations/jobs/{failed.uid}/again/").status_code == 409


def test_a_secret_is_shown_once(firm: User) -> None:
    client = signed_in(firm)
    answer = send(client, "/webhooks/new/", name="示例", url=URL, topics=["needs.accepted"])
    made = Subscription.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/webhooks/{made.uid}/"
    assert made.party is not None and made.party.name == "子虚磁材"
    secret = signing.unlock(made.secret)
    assert secret in page(client, answer["Location"])
    assert secret not in page(client, answer["Location"])
    assert client.get(answer["Location"])["Cache-Control"].find("no-store") >= 0


def test_what_cannot_be_sent_to_is_told_at_the_field(firm: User) -> None:
    client = signed_in(firm)
    for url in ("http://hooks.example.org/", "https://10.0.0.1/", "https://localhost:22/"):
        answer = send(client, "/webhooks/new/", name="x", url=url, topics=["needs.accepted"])
        assert answer.status_code == 422 and 'id="id_url"' in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_webhook_is_changed_tested_paused_and_ended(firm: User, keeper: Client) -> None:
    client = signed_in(firm)
    made, _secret = hooks.subscribe(by=firm, name="示例", url=URL, wanted=["needs.accepted"])
    path = f"/webhooks/{made.uid}/"
    told = {"name": "新名", "url": URL, "topics": ["checkups.issued"]}
    assert send(client, f"{path}edit/", **told).status_code == 302
    assert send(client, f"{path}ping/").status_code == 302
    assert "webhooks.ping" in page(client, path)
    assert send(client, f"{path}pause/").status_code == 302
    assert client.get(f"{path}ping/").status_code == 409
    assert send(client, f"{path}activate/").status_code == 302
    assert "新名" in page(keeper, "/webhooks/") and keeper.get(f"{path}edit/").status_code == 403
    assert send(keeper, f"{path}end/").status_code == 302
    made.refresh_from_db()
    assert (made.name, made.topics, made.state) == ("新名", ["checkups.issued"], "ended")
    assert Delivery.objects.get().state == Delivery.State.DISCARDED
