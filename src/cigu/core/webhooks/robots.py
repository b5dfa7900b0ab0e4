"""Robots of chat groups: WeCom, DingTalk and Feishu, each with its message and its signature.

Sent are a title and a link, nothing of the record itself: a group has readers whom the site does
not know. The key in a robot's address lets anybody write to the group, so it is kept locked like a
secret, and the subscription's ``url`` holds only what is before it.

Sources: the vendors' pages "群机器人配置说明" (WeCom: 20 messages a minute), "自定义机器人接入"
(DingTalk: 20 a minute; timestamp and sign in the address) and "自定义机器人使用指南" (Feishu: 100 a
minute, 5 a second; timestamp and sign in the body). From memory, not checked anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from cigu.engines.basis.errors import CiguError

from . import signing, topics
from .addresses import AddressRefused, aim
from .models import Subscription

Kind = Subscription.Kind
A_MINUTE = 20  # messages to one robot; the lowest cap of the three
KEY = re.compile(r"[A-Za-z0-9_-]{8,200}")
MARKED = re.compile(r"[\[\]()<>*_`#~|\\]")


@dataclass(frozen=True)
class Robot:
    """Where robots of a kind live: ``field`` is the parameter that holds the key; empty where the
    key is the last part of the path."""

    hosts: tuple[str, ...]
    path: str
    field: str
    signs: bool


ROBOTS = {
    Kind.WECOM: Robot(("qyapi.weixin.qq.com",), "/cgi-bin/webhook/send", "key", False),
    Kind.DINGTALK: Robot(("oapi.dingtalk.com",), "/robot/send", "access_token", True),
    Kind.FEISHU: Robot(
        ("open.feishu.cn", "open.larksuite.com"), "/open-apis/bot/v2/hook/", "", True
    ),
}


@dataclass(frozen=True)
class Message:
    """One request to a robot."""

    url: str
    body: bytes


def taken_apart(kind: str, url: str, sign: str = "") -> tuple[str, str]:
    """(what may be shown of the address, what is locked). Raises AddressRefused or CiguError."""
    robot, parts = ROBOTS[Kind(kind)], urlsplit(url.strip())
    found = aim(url.strip())
    if not _lives_there(robot, found.host, found.port, found.origin):
        raise AddressRefused(
            _("Robots of this kind live at %(hosts)s only.") % {"hosts": "、".join(robot.hosts)}
        )
    key = _key_of(robot, parts.path, parts.query)
    if sign and not robot.signs:
        raise CiguError("sign", _("Robots of this kind have no signature."), field="sign")
    return f"{found.scheme}://{parts.netloc}{robot.path}", json.dumps({"key": key, "sign": sign})


def _lives_there(robot: Robot, host: str, port: int, origin: str) -> bool:
    """Their own hosts; an origin that an administrator named may stand in for them, for a gateway
    inside the house."""
    return (host in robot.hosts and port == 443) or origin in settings.OUTBOUND_ALLOW


def _key_of(robot: Robot, path: str, query: str) -> str:
    fields = dict(parse_qsl(query))
    if robot.field:
        key, whole = fields.pop(robot.field, ""), path == robot.path
    else:
        key, whole = path.removeprefix(robot.path), path.startswith(robot.path)
    if not whole or fields or not KEY.fullmatch(key):
        raise AddressRefused(_("Copy the whole address of the robot as its group shows it."))
    return key


def message(subscription: Subscription, topic: str, row: Any, now: int) -> Message:
    """``row``: the record that is spoken of, None for a test. ``now``: seconds since 1970."""
    told = json.loads(signing.unlock(subscription.secret))
    robot = ROBOTS[Kind(subscription.kind)]
    title, link = _said(topic, row)
    url = subscription.url
    url += f"?{robot.field}={quote(told['key'])}" if robot.field else quote(told["key"])
    body = _BODIES[Kind(subscription.kind)](title, link)
    if told["sign"] and subscription.kind == Kind.DINGTALK:
        stamp = str(now * 1000)
        url += f"&timestamp={stamp}&sign={quote(dingtalk_sign(told['sign'], stamp), safe='')}"
    if told["sign"] and subscription.kind == Kind.FEISHU:
        body |= {"timestamp": str(now), "sign": feishu_sign(told["sign"], str(now))}
    return Message(url, json.dumps(body, ensure_ascii=False).encode())


def dingtalk_sign(secret: str, stamp: str) -> str:
    """The secret is key and part of what is signed."""
    return _signed(secret.encode(), f"{stamp}\n{secret}".encode())


def feishu_sign(secret: str, stamp: str) -> str:
    """Time and secret are the key; what is signed is empty."""
    return _signed(f"{stamp}\n{secret}".encode(), b"")


def fault_of(body: bytes) -> str:
    """Robots answer 200 and say in the body that they refused; empty where they did not."""
    try:
        told = json.loads(body)
        code = next(told[name] for name in ("errcode", "code", "StatusCode") if name in told)
    except (ValueError, TypeError, StopIteration):
        return "the robot's answer was not understood"
    return "" if code == 0 else f"the robot refused with code {str(code)[:20]}"


def _signed(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _said(topic: str, row: Any) -> tuple[str, str]:
    """Title and link. The number names a record without saying anything of it."""
    with override("zh-hans"):
        text = _("Test message") if topic == topics.PING else topics.label(topic)
    number = str(getattr(row, "number", "") or "")
    link = settings.SITE_ADDRESS.rstrip("/")
    if row is not None and hasattr(row, "get_absolute_url"):
        link += str(row.get_absolute_url())
    return MARKED.sub(" ", " ".join(filter(None, (text, number)))), link


def _wecom(title: str, link: str) -> dict[str, Any]:
    text = f"[{title}]({link})" if link else title
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _dingtalk(title: str, link: str) -> dict[str, Any]:
    text = f"[{title}]({link})" if link else title
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _feishu(title: str, link: str) -> dict[str, Any]:
    line = {"tag": "a", "text": title, "href": link} if link else {"tag": "text", "text": title}
    post = {"zh_cn": {"title": title, "content": [[line]]}}
    return {"msg_type": "post", "content": {"post": post}}


_BODIES = {Kind.WECOM: _wecom, Kind.DINGTALK: _dingtalk, Kind.FEISHU: _feishu}
