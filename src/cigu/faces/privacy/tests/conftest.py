"""An expert who signs in, with an entry, papers, ties, messages and a second factor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.core.audit import keys
from cigu.core.audit.recording import change
from cigu.core.notices.actions import notify
from cigu.records.people.actions import add_document
from cigu.records.people.factories import make_expert

ON = date(2024, 6, 14)
NAME, EN, PHONE, SKILL, LIFE, PAPER, LOGIN = (
    "拟名甲某", "Nobody Jia", "13800000000", "乌有特长", "乌有简历", "乌有论文", "jiamou2024",
)  # fmt: skip
WORDS = (NAME, EN, PHONE, SKILL, LIFE, PAPER, LOGIN)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ERASURES = tmp_path / "elsewhere" / "erasures.jsonl"
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    settings.STATIC_ROOT = tmp_path
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


@pytest.fixture
def keeper(officer: Any) -> Any:
    return make_user(Role.SECURITY_ADMIN)


@pytest.fixture
def expert(officer: Any) -> SimpleNamespace:
    """An account under ``LOGIN`` that acts for the person."""
    person = make_expert(by=officer, name=NAME, name_en=EN, contact=PHONE, speciality=SKILL,
                         profile=LIFE)  # fmt: skip
    user = make_user(Role.EXPERT, party=person.party, username=LOGIN)
    paper = add_document(party=person.party, by=officer, kind="paper", title=PAPER, text=NAME,
                         dated=ON)  # fmt: skip
    with change("test.notify", by=officer, on=ON):
        notify(f"{NAME}已登记", person, on=ON, user=officer)
        notify("请核对档案", person, on=ON, user=user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="10.1.2.3",
                               user_agent="Gecko")  # fmt: skip
    return SimpleNamespace(user=user, person=person, paper=paper, client=client)


def everything() -> str:
    """Every column of every table, as the database holds it and as it reads."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            parts += [str(row) for row in cursor.fetchall()]
    text = "\n".join(parts)
    escaped = text.replace("\\\\", "\\").encode().decode("raw_unicode_escape", "replace")
    return text + escaped


def found(words: tuple[str, ...] = WORDS) -> list[str]:
    text = everything()
    return [word for word in words if word in text]
