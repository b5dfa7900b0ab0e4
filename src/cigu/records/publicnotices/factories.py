"""Notices in any state, by way of the room's actions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from cigu.core.clock.business import due, today, travel

from . import actions
from .models import Objection, PublicNotice

_serial = count(1)
STATES = ("draft", "displayed", "objected", "decided", "closed")


def make_notice(
    by: Any, territory: Any, state: str = "displayed", *, on: date | None = None, **fields: Any
) -> PublicNotice:
    """Displayed on ``on``; what is decided was displayed long enough ago."""
    days = fields.setdefault("days", 5)
    past = state in ("decided", "closed")
    began = on or (due(today(), -(days + 2)).date if past else today())
    given = {
        "title": f"示例公示{next(_serial)}", "kind": PublicNotice.Kind.RECOGNITION,
        "body": "虚构的公示，仅供演示。", "office": "示例市科学技术局", "rule": "示例办法第三条",
        "synthetic": True, **fields,
    }  # fmt: skip
    with travel(began):
        notice = actions.draft_notice(by=by, territory=territory, **given)
        if state != "draft":
            actions.display(notice=notice, by=by)
    if state == "objected":
        make_objection(notice)
        notice.refresh_from_db()
    if past and notice.ends_on is not None:
        with travel(notice.ends_on + timedelta(days=1)):
            actions.decide(notice=notice, by=by, outcome="confirmed", decision="无异议。")
    if state == "closed":
        actions.close_notice(notice=notice, by=by)
    return notice


def make_objection(notice: PublicNotice, **fields: Any) -> Objection:
    given = {
        "ground": "facts", "text": "虚构的异议。", "name": "拟名异议人", "contact": "0000-0000000",
        **fields,
    }  # fmt: skip
    return actions.object_to(notice=notice, **given)[0]
