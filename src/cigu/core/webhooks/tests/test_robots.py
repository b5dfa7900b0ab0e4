"""Robots of chat groups: their formats and signatures, over HTTP to a server of our own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.notices.actions import emit, notify
from cigu.core.notices.models import Delivery
from cigu.core.webhooks import actions, robots, topics
from cigu.core.webhooks.addresses import AddressRefused
from cigu.core.webhooks.models import Receiver as Line
from cigu.core.webhooks.models import Subscription
from cigu.core.webhooks.sending import TRIES, Sending
from cigu.engines.basis.errors import CiguError

from .servers import Receiver
from .test_sending import owner, there

__all__ = ["owner", "there"]
pytestmark = pytest.mark.django_db(transaction=True)
TOPIC, KEY, SIGN = "test.noticed", "Abcd1234-key", "SECdemo"
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={KEY}",
    "dingtalk": f"/robot/send?access_token={KEY}",
    "feishu": f"/open-apis/bot/v2/hook/{KEY}",
}
HOSTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com",
         "feishu": "open.feishu.cn"}  # fmt: skip
OK = {"wecom": b'{"errcode":0,"errmsg":"ok"}', "dingtalk": b'{"errcode":0}',
      "feishu": b'{"code":0,"msg":"success"}'}  # fmt: skip


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch, day: date, settings: Any) -> Iterator[None]:
    settings.SITE_ADDRESS = "https://cigu.example"
    monkeypatch.setattr(topics, "_topics", dict(topics._topics))
    topics.offer(TOPIC, "需求已受理", "core_notices.notice")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def sending() -> Iterator[Callable[[], None]]:
    made = Sending(whole=20)

    def run() -> None:
        made.round()
        made.finish()

    yield run
    made.close()


def subscribed(kind: str, by: User, there: Receiver, sign: str = "") -> Subscription:
    there.says = OK[kind]
    made, secret = actions.subscribe(
        by=by, name="示例群", kind=kind, sign=sign, wanted=[TOPIC],
        url=f"http://127.0.0.1:{there.port}{PATHS[kind]}",
    )  # fmt: skip
    assert secret == "", "nothing is shown"
    return made


def happens(whom: User, times: int = 1) -> None:
    with change("test.notice", by=None, on=date(2024, 6, 14)):
        for _ in range(times):
            seen = notify("拟名某某 13800000000", whom, on=date(2024, 6, 14), user=whom)
            emit(TOPIC, uid=str(seen.uid))


def later() -> None:
    past = timezone.now() - timedelta(days=1)
    Delivery.objects.filter(state="waiting").update(next_at=past)
    Delivery.objects.filter(state="done").update(ended_at=past)
    Line.objects.filter(quiet_until__isnull=False).update(quiet_until=past)


def text_of(kind: str, body: dict[str, Any]) -> tuple[str, str]:
    """(title, link) as the group sees them."""
    if kind == "feishu":
        assert body["msg_type"] == "post"
        line = body["content"]["post"]["zh_cn"]["content"][0][0]
        return line["text"], line["href"]
    assert body["msgtype"] == "markdown"
    told = body["markdown"]["content" if kind == "wecom" else "text"]
    title, _, link = told.removeprefix("[").removesuffix(")").partition("](")
    return title, link


@pytest.mark.parametrize("kind", PATHS)
def test_a_group_is_told_a_title_and_a_link(
    kind: str, there: Receiver, owner: User, sending: Any
) -> None:
    subscribed(kind, owner, there)
    happens(owner)
    sending()
    (got,) = there.got
    assert got.path == PATHS[kind]
    title, link = text_of(kind, json.loads(got.body))
    assert (title, link) == ("需求已受理", "https://cigu.example")
    assert "13800000000" not in got.body.decode() and "拟名" not in got.body.decode()
    assert Delivery.objects.get().state == "done"


def test_the_link_leads_to_the_record_and_the_title_breaks_out_of_no_format(
    there: Receiver, owner: User
) -> None:
    made = subscribed("wecom", owner, there)
    topics.offer(TOPIC, "需求](https://evil.example)<@all>", "core_notices.notice")
    row = SimpleNamespace(number="X-2024-0001", get_absolute_url=lambda: "/needs/X-2024-0001/")
    sent = robots.message(made, TOPIC, row, 0)
    title, link = text_of("wecom", json.loads(sent.body))
    assert link == "https://cigu.example/needs/X-2024-0001/" and title.endswith("X-2024-0001")
    assert not set("[]()<>") & set(title)


def test_dingtalk_is_signed_in_the_address(there: Receiver, owner: User, sending: Any) -> None:
    subscribed("dingtalk", owner, there, SIGN)
    happens(owner)
    sending()
    told = parse_qs(urlsplit(there.got[0].path).query)
    (stamp,), (sign,) = told["timestamp"], told["sign"]
    signed = hmac.new(SIGN.encode(), f"{stamp}\n{SIGN}".encode(), hashlib.sha256).digest()
    assert sign == base64.b64encode(signed).decode() and len(stamp) == 13


def test_feishu_is_signed_in_the_body(there: Receiver, owner: User, sending: Any) -> None:
    subscribed("feishu", owner, there, SIGN)
    happens(owner)
    sending()
    told = json.loads(there.got[0].body)
    key = f"{told['timestamp']}\n{SIGN}".encode()
    assert told["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


@pytest.mark.parametrize("kind", PATHS)
def test_the_key_is_kept_locked_and_in_no_leaf(kind: str, there: Receiver, owner: User) -> None:
    made = subscribed(kind, owner, there, "" if kind == "wecom" else SIGN)
    made.refresh_from_db()
    assert KEY not in made.url + made.secret and SIGN not in made.secret
    for leaf in AuditLeaf.objects.all():
        told = f"{leaf.before}{leaf.after}"
        assert KEY not in told and SIGN not in told
    with pytest.raises(CiguError):
        actions.renew_secret(subscription=made, by=owner)


def test_an_edit_keeps_the_key_unless_a_whole_address_is_given(
    there: Receiver, owner: User, sending: Any
) -> None:
    made = subscribed("wecom", owner, there)
    actions.edit(subscription=made, by=owner, name="新名", url=made.url, wanted=[TOPIC])
    happens(owner)
    sending()
    other = f"http://127.0.0.1:{there.port}{PATHS['wecom']}2"
    actions.edit(subscription=made, by=owner, name="新名", url=other, wanted=[TOPIC])
    happens(owner)
    sending()
    assert [got.path for got in there.got] == [PATHS["wecom"], PATHS["wecom"] + "2"]


@pytest.mark.parametrize("kind", PATHS)
def test_only_the_hosts_of_the_tool_are_taken(kind: str, owner: User) -> None:
    shown, kept = robots.taken_apart(kind, f"https://{HOSTS[kind]}{PATHS[kind]}")
    assert KEY not in shown and json.loads(kept)["key"] == KEY
    for url in (
        f"https://example.org{PATHS[kind]}", f"https://{HOSTS[kind]}.example.org{PATHS[kind]}",
        f"https://{HOSTS[kind]}:8443{PATHS[kind]}", f"http://{HOSTS[kind]}{PATHS[kind]}",
        f"https://{HOSTS[kind]}/other?key={KEY}", f"https://{HOSTS[kind]}{PATHS[kind]}&x=1",
        f"https://{HOSTS[kind]}{PATHS[kind].replace(KEY, '')}",
        f"https://{HOSTS[kind]}{PATHS[kind].replace(KEY, '../../x')}",
    ):  # fmt: skip
        with pytest.raises(AddressRefused):
            robots.taken_apart(kind, url)
    assert not Subscription.objects.exists()


def test_wecom_has_no_signature_and_another_system_no_secret_of_its_own(owner: User) -> None:
    url = f"https://{HOSTS['wecom']}{PATHS['wecom']}"
    for kind, address in (("wecom", url), ("system", "https://example.org/hook"), ("owl", url)):
        with pytest.raises(CiguError):
            actions.subscribe(by=owner, name="a", kind=kind, url=address, wanted=[TOPIC], sign="x")


@pytest.mark.parametrize(
    "says", [b'{"errcode":93000,"errmsg":"invalid webhook url"}', b'{"code":19021}', b"<html>",
             b"{}", b"[]", b""],
)  # fmt: skip
def test_a_refusal_in_the_body_is_a_failure(
    says: bytes, there: Receiver, owner: User, sending: Any
) -> None:
    """It is tried again and given up as any other message; the letter lies with the dead."""
    made = subscribed("wecom", owner, there)
    happens(owner)
    there.says = says
    sending()
    found = Delivery.objects.get()
    assert (found.state, found.attempts) == ("waiting", 1) and "robot" in found.error
    Delivery.objects.update(attempts=TRIES - 1)
    later()
    sending()
    assert Delivery.objects.get().state == "dead" and KEY not in Delivery.objects.get().error
    assert made.receiver.failures == 0 and Line.objects.get().failures == 2


def test_no_more_than_twenty_in_a_minute(there: Receiver, owner: User, sending: Any) -> None:
    subscribed("wecom", owner, there)
    happens(owner, robots.A_MINUTE + 5)
    for _ in range(3):
        sending()
    assert len(there.got) == robots.A_MINUTE
    later()
    sending()
    assert len(there.got) == robots.A_MINUTE + 5


def test_a_test_message_says_that_it_is_one(there: Receiver, owner: User, sending: Any) -> None:
    made = subscribed("feishu", owner, there)
    actions.ping(subscription=made, by=owner)
    sending()
    assert text_of("feishu", json.loads(there.got[0].body)) == ("测试消息", "https://cigu.example")
