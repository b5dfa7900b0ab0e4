"""My data as a page and as a file; requests from the page to the end."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cigu.core.audit.models import AuditLeaf
from cigu.core.personal.register import holdings
from cigu.faces.privacy.models import DataRequest
from cigu.faces.privacy.words import TITLES

from .conftest import LIFE, NAME, PHONE, SKILL

pytestmark = pytest.mark.django_db


def web(user: Any) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    _fresh(client, user)
    return client


def _fresh(client: Client, user: Any) -> None:
    """Signed in a moment ago, as an act on accounts asks for."""
    import time

    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def send(client: Client, url: str, **fields: Any) -> Any:
    page = client.get(url)
    assert page.status_code == 200, page.content.decode()[:500]
    key = re.search(r'name="_key" value="([^"]+)"', page.content.decode())
    assert key is not None
    return client.post(url, {"_key": key[1], **fields})


def test_the_page_shows_what_is_held_with_purpose_basis_and_readers(expert: Any) -> None:
    text = expert.client.get(reverse("privacy:mine")).content.decode()
    for said in (NAME, PHONE, SKILL, LIFE, "10.1.2.3", "请核对档案", "《个人信息保护法》第十三条"):
        assert said in text, said
    assert "sha256" not in text and "secret" not in text


def test_the_page_shows_nothing_of_others(expert: Any, officer: Any) -> None:
    text = web(officer).get(reverse("privacy:mine")).content.decode()
    assert PHONE not in text and LIFE not in text
    assert officer.name in text


def test_the_page_tells_who_changed_and_who_exported(expert: Any, officer: Any) -> None:
    with_purpose = {"format": "csv", "purpose": "contact"}
    assert web(officer).get("/registers/people/", with_purpose).status_code == 200
    text = expert.client.get(reverse("privacy:mine")).content.decode()
    assert text.count(officer.name) >= 2
    assert "联系名单中的人员" in text


def test_the_copy_holds_the_same_as_the_page_and_leaves_a_leaf(expert: Any) -> None:
    answer = expert.client.get(reverse("privacy:copy", args=["json"]))
    told = json.loads(answer.content)["held"]
    values = {(line["table"], line["field"]): line["values"] for line in told}
    assert values[("records_people.person", "contact")] == [PHONE]
    assert values[("core_access.user", "password")] == []
    assert all(line["purpose"] and line["basis"] and line["seen_by"] for line in told)
    book = load_workbook(
        io.BytesIO(expert.client.get(reverse("privacy:copy", args=["xlsx"])).content)
    )
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert PHONE in cells
    leaves = AuditLeaf.objects.filter(verb="privacy.copy", object_uid=expert.user.uid)
    assert {leaf.after["format"] for leaf in leaves} == {"json", "xlsx"}
    assert expert.client.get(reverse("privacy:copy", args=["exe"])).status_code == 404


def test_every_table_on_the_page_has_a_name_in_words() -> None:
    reached = {
        h.model for h in holdings().values()
        if h.is_reached or any(told.is_link for told in h.fields)
    }  # fmt: skip
    assert reached - set(TITLES) - {"records_organisations.organisation"} == set()
    for label in TITLES:
        apps.get_model(label)


def test_a_correction_from_page_to_page(expert: Any, keeper: Any) -> None:
    client = web(expert.user)
    page = client.get(reverse("privacy:ask_correction")).content.decode()
    key = re.search(r'value="(records_people\.person\.contact:[^"]+)"', page)
    assert key is not None and "core_access.user.password" not in page
    asked = send(client, reverse("privacy:ask_correction"), target=key[1], proposed="13700000000")
    made = DataRequest.objects.get()
    assert asked.status_code == 302 and asked["Location"] == made.get_absolute_url()
    boss = web(keeper)
    assert made.number in boss.get(reverse("privacy:requests")).content.decode()
    assert made.number in boss.get("/").content.decode(), "on the desk"
    assert PHONE in boss.get(made.get_absolute_url()).content.decode()
    send(boss, reverse("privacy:accept", args=[made.uid]), reason="当面核实")
    send(boss, reverse("privacy:carry_out", args=[made.uid]))
    expert.person.refresh_from_db()
    assert expert.person.contact == "13700000000"
    made.refresh_from_db()
    text = client.get(made.get_absolute_url()).content.decode()
    assert made.state == "done" and str(made.state_info.label) in text


def test_a_refusal_is_said_plainly_to_the_person(expert: Any, keeper: Any) -> None:
    client = web(expert.user)
    url = reverse("privacy:ask_erasure")
    assert send(client, url, text="").status_code == 422, "it has to be understood"
    send(client, url, party=str(expert.person.party_id), understood="on")
    made = DataRequest.objects.get()
    foreseen = client.get(made.get_absolute_url()).content.decode()
    assert "匿名化" in foreseen and "网络安全法" in foreseen
    send(web(keeper), reverse("privacy:refuse", args=[made.uid]), reason_code="identity",
         answer="请携带证件到窗口")  # fmt: skip
    text = client.get(made.get_absolute_url()).content.decode()
    assert "请携带证件到窗口" in text and "第五十条" in text


def test_requests_of_others_are_not_there(expert: Any, officer: Any) -> None:
    from cigu.faces.privacy.actions import ask_erasure

    made = ask_erasure(by=expert.user)
    assert web(officer).get(made.get_absolute_url()).status_code == 404
    assert web(officer).get(reverse("privacy:requests")).status_code == 403


def test_who_answers_is_warned_where_others_act_for_the_same_entry(
    expert: Any, keeper: Any, officer: Any
) -> None:
    from cigu.core.access.factories import make_user
    from cigu.faces.privacy.actions import ask_erasure

    helper = make_user("expert", party=expert.person.party)
    made = ask_erasure(by=helper, party=expert.person.party)
    assert "另有 1 个账号" in web(keeper).get(made.get_absolute_url()).content.decode()
