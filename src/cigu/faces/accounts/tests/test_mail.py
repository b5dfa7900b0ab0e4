"""The address for mail on one's own page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from cigu.core.audit.recording import change
from cigu.core.clock.business import today, travel
from cigu.core.notices import digest, mailing
from cigu.core.notices.actions import notify
from cigu.core.notices.mailboxes import code_of
from cigu.core.notices.models import Delivery, Mailbox, Notice

pytestmark = pytest.mark.django_db
PAGE, CODE = "/account/mail/", "/account/mail/code/"


@pytest.fixture
def client(officer: Any, settings: Any) -> Client:
    settings.MAIL_ON = True
    client = Client()
    client.force_login(officer)
    return client


def tell(user: Any, text: str) -> None:
    with change("test.tell", by=None, on=today()):
        notify(text, user, on=today(), user=user)


def numbered(like: Notice, pk: int, text: str) -> None:
    with change("test.tell", by=None, on=today()):
        Notice(
            pk=pk, user=like.user, text=text, subject_type=like.subject_type, sent_on=today(),
            subject_uid=like.subject_uid, synthetic=like.synthetic,
        ).save()  # fmt: skip


@contextmanager
def patch_now(moment: datetime) -> Iterator[None]:
    """The clock on the wall; the business day is a setting of its own."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def page(client: Client) -> str:
    return client.get("/account/").content.decode()


def test_an_address_is_named_proved_and_given_up(client: Client) -> None:
    assert 'name="code"' not in page(client)
    client.post(PAGE, {"address": "reader@example.org"})
    box = Mailbox.objects.get()
    assert 'name="code"' in page(client) and Delivery.objects.get().consumer == str(box.uid)
    client.post(CODE, {"code": "nonsense"})
    assert Mailbox.objects.get().guesses == 1, "a wrong guess is counted"
    client.post(CODE, {"code": code_of(box)})
    assert Mailbox.objects.get().confirmed_at is not None and 'name="forget"' in page(client)
    client.post(PAGE, {"forget": "1"})
    assert Mailbox.objects.get().address == "" and 'name="address"' in page(client)


def test_a_digest_is_chosen_and_sent_once_a_working_day(
    client: Client, officer: Any, mailoutbox: Any
) -> None:
    client.post(PAGE, {"address": "reader@example.org"})
    client.post(CODE, {"code": code_of(Mailbox.objects.get())})
    tell(officer, "先前的消息")
    client.post(PAGE, {"how": "digest"})
    assert 'value="digest" checked' in page(client)
    Delivery.objects.all().delete()
    for text in ("需求 XQ-1 已受理", "合作 HZ-2 已签约"):
        tell(officer, text)
    assert not Delivery.objects.exists(), "no letter for each message"
    morning = datetime(2024, 6, 14, 1, 0, tzinfo=UTC)  # nine in the morning, a Friday
    with patch_now(morning - timedelta(hours=2)):
        assert digest.gather() == 0, "before eight"
    with patch_now(morning):
        assert digest.gather() == 1
        assert digest.gather() == 0, "once a day"
    assert mailing.send_waiting() == 1
    letter = mailoutbox[-1].body
    assert "XQ-1" in letter and "HZ-2" in letter and "先前" not in letter
    with travel(date(2024, 6, 17)), patch_now(morning):
        assert digest.gather() == 0, "nothing new: no letter"
        assert digest.gather() == 0
    with travel(date(2024, 6, 15)), patch_now(morning):
        tell(officer, "周六的消息")
        assert digest.gather() == 0, "no working day"


def test_a_message_committed_after_the_letter_is_told_in_the_next(
    client: Client, officer: Any, mailoutbox: Any
) -> None:
    """Its number was taken before the letter; on PostgreSQL it was not to be seen then."""
    client.post(PAGE, {"address": "reader@example.org"})
    client.post(CODE, {"code": code_of(Mailbox.objects.get())})
    client.post(PAGE, {"how": "digest"})
    Delivery.objects.all().delete()
    morning = datetime(2024, 6, 14, 1, 0, tzinfo=UTC)
    tell(officer, "先到的消息")
    first = Notice.objects.latest("pk")
    numbered(first, first.pk + 5, "先提交的消息")
    with patch_now(morning):
        assert digest.gather() == 1
    assert mailing.send_waiting() == 1
    numbered(first, first.pk + 2, "后提交的消息")
    with travel(date(2024, 6, 17)), patch_now(morning):
        assert digest.gather() == 1
    assert mailing.send_waiting() == 1
    assert "后提交" in mailoutbox[-1].body and "先" not in mailoutbox[-1].body
    with travel(date(2024, 6, 18)), patch_now(morning):
        assert digest.gather() == 0


def test_who_wants_no_mail_gets_none(client: Client, officer: Any) -> None:
    client.post(PAGE, {"address": "reader@example.org"})
    client.post(CODE, {"code": code_of(Mailbox.objects.get())})
    client.post(PAGE, {"how": "nothing"})
    Delivery.objects.all().delete()
    tell(officer, "消息")
    assert not Delivery.objects.exists() and digest.gather() == 0
    client.post(PAGE, {"how": "everything"})
    assert Mailbox.objects.get().how == "nothing", "what is no choice changes nothing"


def test_what_is_no_address_is_told(client: Client) -> None:
    answer = client.post(PAGE, {"address": "a@b.org\nBcc: x@y.org"}, follow=True)
    assert "name@example.org" in answer.content.decode() and not Mailbox.objects.exists()


def test_where_no_mail_is_sent_nothing_of_it_is_shown(client: Client, settings: Any) -> None:
    settings.MAIL_ON = False
    assert "mail-address" not in page(client)
    assert client.post(PAGE, {"address": "reader@example.org"}).status_code == 404
    assert client.post(CODE, {"code": "1"}).status_code == 404
