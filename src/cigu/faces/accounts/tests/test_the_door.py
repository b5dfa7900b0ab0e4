"""Sessions end when they must, rights are asked at each step, and what was typed stays."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client

from cigu.core.access.actions import disable_account, enable_account, end_grant
from cigu.core.access.factories import make_territory
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.faces.accounts import limits
from cigu.faces.accounts.gate import BEGAN, SEEN, STEP
from cigu.records.needs.factories import make_need

from .conftest import PASSWORD, Enter, hidden

pytestmark = pytest.mark.django_db
WRONG = "wrong-wrong-wrong-1"


def verbs(**which: Any) -> list[str]:
    return list(AuditLeaf.objects.filter(**which).order_by("id").values_list("verb", flat=True))


def age(client: Client, name: str, seconds: int) -> None:
    session = client.session
    session[name] = int(time.time()) - seconds
    session.save()


def guess(name: str, password: str = WRONG, client: Client | None = None) -> Any:
    sender = client or Client()
    return sender.post("/account/login/", {"login": name, "password": password})


def test_who_comes_through_a_socket_without_address_stays_signed_in(
    enter: Enter, officer: User
) -> None:
    """As from a proxy that reaches the site through a file; only after a minute was it asked."""
    client = enter(officer)
    age(client, SEEN, STEP + 5)
    assert client.get("/account/", REMOTE_ADDR="").status_code == 200
    assert client.session[SEEN] >= int(time.time()) - 5


@pytest.fixture
def officer(person: Any) -> User:
    user: User = person("officer", territory=make_territory("150200"))
    return user


@pytest.mark.fault(27)
def test_a_session_that_ran_out_takes_no_word_of_a_form_with_it(
    officer: User, enter: Enter
) -> None:
    client = enter(officer)
    page = client.get("/needs/new/").content.decode()
    age(client, SEEN, site.SESSION_IDLE + 5)
    words = {"title": "磁体温升超标", "problem": "连续运行两小时后超过一百二十度"}
    lost = client.post("/needs/new/", {**dict(hidden(page)), **words})
    assert lost.status_code == 302 and lost.headers["Location"].startswith("/account/login/")
    told = client.get(lost.headers["Location"]).content.decode()
    assert "cg-note warn" in told
    back = client.post(
        lost.headers["Location"],
        {"login": officer.username, "password": PASSWORD, "next": "/needs/new/"}, follow=True,
    ).content.decode()  # fmt: skip
    assert words["title"] in back and words["problem"] in back
    assert "access.session_ran_out" in verbs(actor_id=officer.pk)


@pytest.mark.parametrize(("mark", "seconds"), [
    (SEEN, site.SESSION_IDLE + 5), (BEGAN, site.SESSION_COOKIE_AGE + 5),
])  # fmt: skip
def test_a_session_ends_after_idleness_and_at_the_end_of_the_day(
    officer: User, enter: Enter, mark: str, seconds: int
) -> None:
    client = enter(officer)
    age(client, mark, seconds - 20)
    assert client.get("/account/").status_code == 200
    age(client, mark, seconds)
    assert client.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_somebody_who_works_is_not_signed_out(officer: User, enter: Enter) -> None:
    client = enter(officer)
    age(client, SEEN, site.SESSION_IDLE - 20)
    client.get("/account/")
    assert client.session[SEEN] >= int(time.time()) - 5


@pytest.mark.fault(28)
def test_a_right_taken_away_between_two_steps_is_missing_at_the_next(
    officer: User, enter: Enter
) -> None:
    need = make_need()
    client = enter(officer)
    path = f"/needs/{need.number}/withdraw/"
    page = client.get(path)
    assert page.status_code == 200
    end_grant(grant=officer.grants.get(), by=None)
    answer = client.post(path, dict(hidden(page.content.decode())))
    assert answer.status_code in (403, 404)
    need.refresh_from_db()
    assert need.revision == make_same(need).revision
    leaf = AuditLeaf.objects.filter(verb="access.refused").get()
    assert (leaf.actor_id, leaf.after["method"]) == (officer.pk, "POST")
    assert leaf.after["route"] == "needs:withdraw"


def make_same(need: Any) -> Any:
    return type(need).objects.get(pk=need.pk)


@pytest.mark.fault(29)
def test_a_disabled_account_is_refused_at_its_next_request_and_stays_out(
    officer: User, enter: Enter, person: Any
) -> None:
    client, security = enter(officer), person("secadmin")
    assert client.get("/account/").status_code == 200
    disable_account(user=officer, by=security, reason="调离")
    assert client.get("/account/").status_code == 302
    assert client.get("/api/me").status_code == 401
    again = Client()
    guess(officer.username, PASSWORD, again)
    assert again.get("/account/").status_code == 302
    enable_account(user=officer, by=security, reason="调回")
    assert client.get("/account/").status_code == 302, "the old session came back to life"
    assert enter(User.objects.get(pk=officer.pk)).get("/account/").status_code == 200


def test_sign_ins_and_wrong_guesses_stand_in_the_audit(officer: User, enter: Enter) -> None:
    guess(officer.username)
    enter(officer)
    wrong, right = AuditLeaf.objects.filter(verb__startswith="access.sign_in").order_by("id")
    assert wrong.verb == limits.SIGN_IN_FAILED and wrong.after["account"] == str(officer.uid)
    assert (right.verb, right.actor_id, right.after["methods"]) == (
        "access.sign_in", officer.pk, ["password"])  # fmt: skip
    assert right.address == "127.0.0.1"


def test_a_name_that_is_no_account_is_not_written_down(officer: User) -> None:
    guess("my-secret-password")
    leaf = AuditLeaf.objects.get(verb=limits.SIGN_IN_FAILED)
    assert "my-secret" not in f"{leaf.after} {leaf.actor} {leaf.reason}"
    assert leaf.after["account"] is None


class Counting(hashers.PBKDF2PasswordHasher):
    iterations = 1
    made = 0

    def encode(self, *args: Any, **kwargs: Any) -> str:
        type(self).made += 1
        return super().encode(*args, **kwargs)


@pytest.mark.fault(45)
def test_a_missing_account_costs_the_same_work_as_one_that_is_there(
    officer: User, person: Any, settings: Any
) -> None:
    """One password is hashed and one leaf written, whoever it is: nothing to measure."""
    off, bare = person("broker"), person()
    disable_account(user=off, by=None, reason="离职")
    bare.set_password(None)
    bare.save()
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    officer.set_password(PASSWORD)
    officer.save()
    work = {}
    for name in (officer.username, "nobody-at-all", off.username, bare.username):
        cache.clear()
        before, leaves = Counting.made, AuditLeaf.objects.count()
        assert guess(name).status_code == 200
        work[name] = (Counting.made - before, AuditLeaf.objects.count() - leaves)
    assert set(work.values()) == {(1, 1)}, work


@pytest.mark.fault(51)
def test_a_flushed_cache_forgets_no_guess(officer: User) -> None:
    told = []
    for _n in range(limits.MOST + 2):
        cache.clear()
        guess(officer.username)
    for password in (WRONG, PASSWORD):
        cache.clear()
        answer = guess(officer.username, password)
        told.append((answer.status_code, "错误次数过多" in answer.content.decode()))
    assert told == [(200, True)] * 2
    assert AuditLeaf.objects.filter(verb=limits.SIGN_IN_FAILED).count() == limits.MOST


@pytest.mark.fault(51)
@pytest.mark.django_db(transaction=True)
def test_where_guesses_cannot_be_counted_nobody_is_let_in(officer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache_entry RENAME TO cache_gone")
    try:
        client = Client()
        answer = guess(officer.username, PASSWORD, client)
        assert answer.status_code == 503 and "暂停登录" in answer.content.decode()
        assert client.get("/account/").status_code == 302
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cache_gone RENAME TO cache_entry")


def test_guesses_from_one_address_end_whatever_the_names(officer: User) -> None:
    for number in range(limits.MOST_OF_ADDRESS):
        cache.clear()
        guess(f"name{number}")
    cache.clear()
    assert "错误次数过多" in guess(officer.username, PASSWORD).content.decode()
