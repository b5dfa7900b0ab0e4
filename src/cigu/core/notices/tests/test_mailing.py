"""Mail waits while its gateway is away; addresses are proved and headers kept whole."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.notices import mailboxes, mailing
from cigu.core.notices.actions import deliver_waiting, notify
from cigu.core.notices.mailboxes import confirm_address, forget_address, name_address
from cigu.core.notices.mailing import send_waiting
from cigu.core.notices.models import Delivery, Mailbox, Notice
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)
State = Delivery.State


class Sink(socketserver.StreamRequestHandler):
    """As much SMTP as a letter needs."""

    def handle(self) -> None:
        self.say("220 sink")
        rcpt: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                refused = "nobody" in line
                rcpt = rcpt if refused else [*rcpt, line.partition(":")[2]]
                self.say("550 no such reader" if refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.letters.append((rcpt, self.text()))  # type: ignore[attr-defined]
                self.say("250 taken")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Gateway(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    letters: list[tuple[list[str], bytes]]


@contextmanager
def gateway(port: int) -> Iterator[list[tuple[list[str], bytes]]]:
    with Gateway(("127.0.0.1", port), Sink) as server:
        server.letters = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.letters
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def port(settings: Any, day: date) -> Iterator[int]:
    """Mail is configured; nobody listens yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = int(probe.getsockname()[1])
    settings.MAIL_ON, settings.EMAIL_PORT, settings.EMAIL_HOST = True, found, "127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS, settings.SITE_ADDRESS = False, "https://cigu.example"
    settings.DEFAULT_FROM_EMAIL = "cigu@cigu.example"
    logging.disable(logging.CRITICAL)
    yield found
    logging.disable(logging.NOTSET)


def reader(address: str = "reader@example.org", **more: Any) -> User:
    user = make_user("officer", **more)
    box = name_address(by=user, address=address, on=ON)
    assert confirm_address(by=user, code=mailboxes.code_of(box), on=ON)
    Delivery.objects.all().delete()
    return user


def tell(user: User, text: str = "需求已受理") -> Notice:
    with change("test.tell", by=None, on=ON):
        return notify(text, user, on=ON, user=user)


def later() -> None:
    past = timezone.now() - timedelta(days=1)
    Delivery.objects.filter(state=State.WAITING).update(next_at=past)


def read(letter: tuple[list[str], bytes]) -> Any:
    return message_from_bytes(letter[1], policy=policy.default)


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.fault(52)
def test_while_the_gateway_is_away_letters_wait_and_work_goes_on(port: int) -> None:
    users = [reader(f"r{n}@example.org") for n in range(3)]
    for user in users:
        tell(user)
    assert Notice.objects.count() == 3 and deliver_waiting() == 0
    for _turn in range(4):
        later()
        assert send_waiting() == 0
    assert states() == [State.WAITING] * 3
    assert "Connection refused" in Delivery.objects.exclude(error="")[0].error
    assert max(Delivery.objects.values_list("attempts", flat=True)) == 2, "one for each round"
    later()
    with gateway(port) as letters:
        assert send_waiting() == 3
        later()
        assert send_waiting() == 0
    assert sorted(rcpt for rcpts, _text in letters for rcpt in rcpts) == [
        "<r0@example.org>", "<r1@example.org>", "<r2@example.org>",
    ]  # fmt: skip
    assert states() == [State.DONE] * 3


def test_a_letter_names_nobody_in_its_subject(port: int) -> None:
    tell(reader(), "张三的需求已受理")
    with gateway(port) as letters:
        assert send_waiting() == 1
    letter = read(letters[0])
    assert letter["subject"] == "磁谷：有一条消息" and letter["to"] == "reader@example.org"
    text = letter.get_content()
    assert "张三的需求已受理" in text and "https://cigu.example" in text


@pytest.mark.fault(52)
def test_one_refused_reader_holds_up_no_other(port: int) -> None:
    for user in [reader("nobody@example.org"), reader("somebody@example.org")]:
        tell(user)
    with gateway(port) as letters:
        assert send_waiting() == 1
    assert len(letters) == 1 and states() == [State.WAITING, State.DONE]
    error = Delivery.objects.get(state=State.WAITING).error
    assert error.startswith("SMTPRecipientsRefused") and "example.org" not in error


@pytest.mark.parametrize(
    "address", ["a@b.org\nBcc: x@y.org", "a@b.org\r\nSubject: x", "a b", "张@b.cn"]
)
def test_such_an_address_is_not_taken(address: str) -> None:
    user = make_user("officer")
    with pytest.raises(CiguError):
        name_address(by=user, address=address, on=ON)
    assert not Mailbox.objects.exists()


def test_a_line_break_that_got_into_an_address_opens_no_header(port: int) -> None:
    user = reader()
    QuerySet(Mailbox).update(address="a@b.org\nBcc: x@y.org")
    tell(user)
    with gateway(port) as letters:
        assert send_waiting() == 0
    assert letters == [] and states() == [State.DEAD]


def test_an_address_gets_nothing_before_its_code_came_back(port: int) -> None:
    user = make_user("officer")
    box = name_address(by=user, address="reader@example.org", on=ON)
    tell(user)
    with gateway(port) as letters:
        assert send_waiting() == 1
    text = read(letters[0]).get_content()
    code = mailboxes.code_of(box)
    assert code in text and "磁谷" in read(letters[0])["subject"]
    told = [str(leaf.after) for leaf in AuditLeaf.objects.filter(object_uid=box.uid)]
    assert not any(word in leaf for leaf in told for word in (code, box.seed, "reader@"))
    assert confirm_address(by=user, code=f" {code} ", on=ON)
    assert not confirm_address(by=user, code=code, on=ON), "once"
    tell(user)
    with gateway(port) as letters:
        assert send_waiting() == 1
    forget_address(by=user, on=ON)
    assert not mailing.readers(tell(user))


def test_codes_are_not_guessed_and_run_out() -> None:
    user = make_user("officer")
    box = name_address(by=user, address="reader@example.org", on=ON)
    right = mailboxes.code_of(box)
    wrong = "00000000" if right != "00000000" else "00000001"
    for _guess in range(mailboxes.GUESSES):
        assert not confirm_address(by=user, code=wrong, on=ON)
    assert not confirm_address(by=user, code=right, on=ON), "too many guesses"
    with pytest.raises(CiguError):
        name_address(by=user, address="reader@example.org", on=ON)
    old = timezone.now() - timedelta(minutes=31)
    QuerySet(Mailbox).update(code_sent_at=old, guesses=0)
    assert not confirm_address(by=user, code=right, on=ON), "too old"
    again = name_address(by=user, address="reader@example.org", on=ON)
    assert mailboxes.code_of(again) != right
    assert not confirm_address(by=make_user("officer"), code=mailboxes.code_of(again), on=ON)


def test_a_party_s_notice_reaches_all_who_act_for_it_today(port: int) -> None:
    party = make_party()
    make_user("enterprise", party=party, valid_to=ON)
    acting = [make_user("enterprise", party=party) for _ in range(2)]
    for number, user in enumerate(acting):
        box = name_address(by=user, address=f"r{number}@example.org", on=ON)
        confirm_address(by=user, code=mailboxes.code_of(box), on=ON)
    Delivery.objects.all().delete()
    with change("test.tell", by=None, on=ON):
        notify("甲", party, on=ON, party=party)
    with gateway(port) as letters:
        assert send_waiting() == 2
    assert len(letters) == 2


def test_without_a_gateway_configured_nothing_is_written_down(settings: Any) -> None:
    user = reader()
    settings.MAIL_ON = False
    tell(user)
    assert states() == [] and send_waiting() == 0
