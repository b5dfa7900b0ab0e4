"""Keys of programs: shown once, kept as a hash, within their scope, gone when revoked."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cigu.core.access import actions, links
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.faces.accounts import doing, keys
from cigu.faces.accounts.keyring import LISTED, keys_of
from cigu.faces.accounts.models import AccessKey, KeyUse
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
READ, PROPOSE, CALENDAR = AccessKey.Kind.READ, AccessKey.Kind.PROPOSE, AccessKey.Kind.CALENDAR


@pytest.fixture
def person(officer: Any) -> Any:
    return officer


def key_for(user: Any, kind: str = READ, days: int = 30) -> str:
    return keys.make_key(by=user, kind=kind, name="示例程序", days=days)[1]


def call(secret: str, path: str = "/api/me", client: Client | None = None, **more: Any) -> Any:
    caller = client or Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    headers = {"authorization": f"Bearer {secret}"}
    if "body" in more:
        body, extra = json.dumps(more.pop("body")), more.pop("headers", {})
        return caller.post(
            path, body, content_type="application/json", headers={**headers, **extra}
        )
    return caller.get(path, headers=headers)


def everywhere(word: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            found += [table for line in cursor.fetchall() if word in str(line)]
    return found


def test_a_key_reads_as_its_owner_and_begins_no_session(person: Any) -> None:
    answer = call(key_for(person))
    assert answer.status_code == 200 and answer.json()["username"] == person.username
    assert not answer.cookies
    assert KeyUse.objects.get().key.user == person


def test_the_secret_is_kept_nowhere(person: Any) -> None:
    secret = key_for(person)
    assert everywhere(secret) == []
    assert everywhere(secret[keys.HINT :]) == []


@pytest.mark.parametrize("bad", ["", "cigu_", "cigu_wrong", "x" * 200, "cigu_ü", "cigu_\x00"])
def test_a_key_that_is_none_opens_nothing(person: Any, bad: str) -> None:
    answer = call(bad.encode("utf-8", "ignore").decode("latin-1"))
    assert answer.status_code == 401


def test_a_bad_key_does_not_fall_back_to_the_session(person: Any) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    assert client.get("/api/me").status_code == 200
    assert call("cigu_wrong", client=client).status_code == 401


def test_revoked_run_out_disabled_all_end_it(person: Any) -> None:
    secret = key_for(person)
    keys.revoke_key(key=AccessKey.objects.get(), by=person)
    assert call(secret).status_code == 401
    late = key_for(person)
    with connection.cursor() as cursor:  # past the guarded tables: time itself cannot be moved
        before = timezone.now() - timedelta(days=40)
        cursor.execute(
            "update access_key set made_at = %s, expires_at = %s where revoked_at is null",
            [before, before + timedelta(days=30)],
        )
    assert call(late).status_code == 401
    last = key_for(person)
    actions.disable_account(user=person, by=make_user(Role.SECURITY_ADMIN), reason="示例")
    assert call(last).status_code == 401


NEED = {
    "title": "示例需求", "problem": "虚构", "segment": "magnet", "secrecy": "masked",
}  # fmt: skip


def test_reading_writes_nothing_and_proposing_decides_nothing(person: Any) -> None:
    need = make_need("draft")
    body = {**NEED, "enterprise": str(need.organisation.uid)}
    refused = call(key_for(person), "/api/needs", body=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert Need.objects.count() == 1
    secret = key_for(person, PROPOSE)
    made = call(secret, "/api/needs", body=body)
    assert made.status_code == 201, made.content
    assert Need.objects.get(number=made.json()["number"]).state == "draft"
    for path in ("/api/cooperations/HZ-2024-0001/sign", "/api/reports/BG-2024-0001/publish"):
        answer = call(secret, path, body={})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope"), path


def test_a_call_sent_again_under_one_key_has_one_effect(person: Any) -> None:
    need = make_need("draft")
    body = {**NEED, "enterprise": str(need.organisation.uid)}
    secret, once = key_for(person, PROPOSE), {"idempotency-key": str(uuid.uuid4())}
    first = call(secret, "/api/needs", body=body, headers=once)
    again = call(secret, "/api/needs", body=body, headers=once)
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert Need.objects.count() == 2


def test_a_key_opens_the_api_and_no_page(person: Any) -> None:
    answer = call(key_for(person), "/needs/")
    assert answer.status_code == 302 and "/account/login/" in answer.url


def test_a_key_of_a_calendar_is_none_of_the_api_and_the_other_way(person: Any) -> None:
    calendar, api = key_for(person, CALENDAR), key_for(person)
    assert call(calendar).status_code == 401
    plain = Client(headers={"host": "localhost"})
    assert plain.get(f"/calendar/{api}.ics").status_code == 404
    answer = plain.get(f"/calendar/{calendar}.ics")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")


def test_the_calendar_holds_what_waits_until_it_is_revoked(person: Any) -> None:
    need = make_need("submitted")
    secret = key_for(person, CALENDAR)
    plain = Client(headers={"host": "localhost"})
    text = plain.get(f"/calendar/{secret}.ics").content.decode().replace("\r\n ", "")
    assert need.title in text and f"/needs/{need.number}/" in text
    other = key_for(make_user("enterprise", party=make_need("draft").organisation.party), CALENDAR)
    foreign = plain.get(f"/calendar/{other}.ics").content.decode().replace("\r\n ", "")
    assert need.title not in foreign
    keys.revoke_key(key=AccessKey.objects.get(user=person), by=person)
    assert plain.get(f"/calendar/{secret}.ics").status_code == 404


@pytest.mark.parametrize("act", ["disable", "password", "factor"])
def test_keys_end_with_the_ways_in_and_do_not_come_back(person: Any, act: str) -> None:
    keeper = make_user(Role.SECURITY_ADMIN)
    secrets = [key_for(person), key_for(person, CALENDAR)]
    assert call(secrets[0]).status_code == 200
    if act == "disable":
        actions.disable_account(user=person, by=keeper, reason="离职")
        actions.enable_account(user=person, by=keeper, reason="返聘")
    elif act == "password":
        links.reset_link(user=person, by=keeper, reason="电脑失窃")
    else:
        doing.reset_second_factor(user=person, by=keeper, reason="手机失窃")
    assert call(secrets[0]).status_code == 401
    plain = Client(headers={"host": "localhost"})
    assert plain.get(f"/calendar/{secrets[1]}.ics").status_code == 404
    assert not keys.standing(person).exists()


def test_a_key_that_stands_is_listed_behind_any_number_that_do_not(person: Any) -> None:
    key_for(person)
    first = AccessKey.objects.get()
    for _number in range(LISTED + 1):
        key_for(person)
        keys.revoke_key(key=AccessKey.objects.latest("pk"), by=person)
    assert keys_of(person)[0] == first and len(keys_of(person)) == LISTED + 1


def test_so_many_keys_stand_at_a_time(person: Any) -> None:
    for _number in range(keys.MOST):
        key_for(person)
    with pytest.raises(keys.KeyRefused):
        key_for(person)
    keys.revoke_key(key=AccessKey.objects.filter(user=person).earliest("pk"), by=person)
    assert key_for(person)


def test_the_page_tells_the_secret_once(person: Any, enter: Callable[..., Any]) -> None:
    user = make_user("officer", password=PASSWORD, territory=make_territory("150200"))
    client = enter(user)
    sent = {"_key": str(uuid.uuid4()), "name": "月报程序", "kind": "read", "days": "30"}
    answer = client.post("/account/keys/new/", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = client.get("/account/").content.decode()
    secret = page.partition("data-key>")[2].partition("<")[0]
    assert secret.startswith(keys.PREFIX) and call(secret).status_code == 200
    again = client.get("/account/").content.decode()
    assert secret not in again and "月报程序" in again
    key = AccessKey.objects.get()
    done = client.post(f"/account/keys/{key.uid}/revoke/", {"_key": str(uuid.uuid4())})
    assert done.status_code == 302 and call(secret).status_code == 401
    told = AuditLeaf.objects.filter(object_uid=key.uid).values_list("verb", flat=True)
    assert list(told.order_by("pk")) == ["access.make_key", "access.revoke_key"]


def test_two_at_once_do_not_pass_the_limit(together: Any, officer: Any) -> None:
    def make(_number: int) -> Any:
        return keys.make_key(by=officer, kind=READ, name="示例", days=7)

    done = together(make, keys.MOST + 4)
    assert sum(isinstance(row, tuple) for row in done) == keys.MOST
    assert AccessKey.objects.filter(user=officer).count() == keys.MOST
