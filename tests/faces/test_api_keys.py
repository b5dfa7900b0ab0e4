"""``Idempotency-Key`` and ``If-Match`` over the real API, also when the second request comes while
the first is under way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cigu.conftest import shared_database
from cigu.core.access.factories import make_user
from cigu.core.clock.business import fix_day
from cigu.core.ui.models import SubmittedForm
from cigu.core.ui.once import forget_answers
from cigu.records.cooperations.factories import make_cooperation, make_world
from cigu.records.needs.factories import make_segment, needs_officer
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise
from tests.races.duel import duel

__all__ = ["shared_database"]
Post = Callable[..., Any]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def body(transactional_db: Any, shared_database: Any) -> dict[str, Any]:
    fix_day(date(2024, 6, 14))
    return {
        "enterprise": str(make_enterprise().uid), "title": "在线检测", "problem": "取样慢",
        "segment": make_segment().pk, "secrecy": "open",
    }  # fmt: skip


@pytest.fixture
def post(body: dict[str, Any]) -> Post:
    client = client_of(needs_officer())

    def send(key: str | None = "k-1", **changed: Any) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return client.post(
            "/api/needs", json.dumps(body | changed), content_type="application/json",
            headers=headers,
        )  # fmt: skip

    return send


@pytest.mark.fault(15)
def test_sent_again_it_has_one_effect_and_one_answer(post: Post) -> None:
    first, second = post(), post()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Need.objects.count() == 1


@pytest.mark.fault(15)
def test_the_same_key_with_another_body_is_refused(post: Post) -> None:
    post()
    other = post(title="别的题目")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert other.json()["field"] == "Idempotency-Key" and Need.objects.count() == 1


@pytest.mark.fault(15)
def test_while_the_first_is_under_way_the_second_waits_for_its_answer(post: Post) -> None:
    first, second = duel(post, post)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content and Need.objects.count() == 1


def test_without_a_key_two_requests_are_two(post: Post) -> None:
    assert [post(None).status_code, post(None).status_code] == [201, 201]
    assert Need.objects.count() == 2


def test_a_refused_request_leaves_its_key_free(post: Post) -> None:
    refused = post(secrecy="nobody")
    assert refused.status_code == 422 and not SubmittedForm.objects.exists()
    assert post().status_code == 201


def test_a_key_of_another_person_is_another_key(post: Post, body: dict[str, Any]) -> None:
    post()
    other = make_user("officer", territory=needs_officer().grants.get().territory)
    answer = client_of(other).post(
        "/api/needs", json.dumps(body), content_type="application/json",
        headers={"Idempotency-Key": "k-1"},
    )  # fmt: skip
    assert answer.status_code == 201 and "Idempotency-Replayed" not in answer
    assert Need.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "中文"], ids=["empty", "long", "not ASCII"])
def test_a_key_of_another_shape_is_refused_in_words(post: Post, key: str) -> None:
    answer = post(key)
    assert (answer.status_code, answer.json()["code"]) == (400, "key")
    assert not Need.objects.exists()


def test_late_duplicates_are_told_that_the_answer_is_gone(post: Post, settings: Any) -> None:
    post()
    assert forget_answers() == 0
    long_ago = timezone.now() - timedelta(hours=settings.IDEMPOTENCY_HOURS + 1)
    SubmittedForm.objects.update(created_at=long_ago)
    assert forget_answers() == 1
    late = post()
    assert (late.status_code, late.json()["code"]) == (409, "answer_gone")
    assert Need.objects.count() == 1


@pytest.mark.fault(13)
def test_if_match_refuses_what_was_changed_since_it_was_read(shared_database: Any) -> None:
    fix_day(date(2024, 6, 14))
    world = make_world()
    row = make_cooperation(world)
    client = client_of(world.officer)
    sent = json.dumps({"amount": "80", "mode": "development"})

    def sign(told: str) -> Any:
        return client.post(
            f"/api/cooperations/{row.number}/sign", sent, content_type="application/json",
            headers={"If-Match": told},
        )  # fmt: skip

    old, odd = sign(f'"{row.revision - 1}"'), sign("yesterday")
    assert (old.status_code, old.json()["code"]) == (412, "changed")
    assert (odd.status_code, odd.json()["field"]) == (422, "If-Match")
    now = sign(f'"{row.revision}"')
    assert (now.status_code, now.json()["state"]) == (200, "signed")
