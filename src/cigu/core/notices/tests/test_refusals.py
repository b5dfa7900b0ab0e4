"""A guess leaves a leaf; who guesses on becomes an alarm, and cannot fill the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cigu.core.audit.models import AuditLeaf
from cigu.core.notices import refusals
from cigu.core.notices.alarms import open_alarms

pytestmark = pytest.mark.django_db
GONE = {"uid": "0190a0b0-0000-7000-8000-00000000dead"}


@pytest.fixture
def client(officer: Any) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def leaves() -> list[AuditLeaf]:
    return list(AuditLeaf.objects.filter(verb=refusals.VERB).order_by("id"))


@pytest.mark.fault(38)
def test_a_guessed_id_is_kept_with_who_asked(client: Client, officer: Any) -> None:
    path = reverse("documents:download", kwargs=GONE)
    assert client.get(path).status_code == 404
    (leaf,) = leaves()
    assert (leaf.actor_id, leaf.object_uid) == (officer.pk, officer.uid)
    assert leaf.after == {
        "route": "documents:download", "method": "GET", "status": 404, "asked": GONE,
    }  # fmt: skip


def test_what_is_allowed_and_what_nobody_signed_in_asks_leave_none(client: Client) -> None:
    assert client.get(reverse("ui:me")).status_code == 200
    assert client.get("/no/such/page").status_code == 404
    assert Client().get(reverse("documents:download", kwargs=GONE)).status_code == 302
    assert leaves() == []


@pytest.mark.fault(38)
def test_many_guesses_are_one_alarm_and_the_audit_takes_so_many(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MANY", 3)
    monkeypatch.setattr(refusals, "MOST", 5)
    for asked in range(8):
        assert [a.code for a in open_alarms()] == ([refusals.ALARM] if asked >= 3 else [])
        assert client.get(reverse("documents:download", kwargs=GONE)).status_code == 404
    assert len(leaves()) == 5
    refusals.watch()
    assert [a.code for a in open_alarms()] == [refusals.ALARM]
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(refusals.timezone, "now", lambda: later)
    refusals.watch()
    assert open_alarms() == []
