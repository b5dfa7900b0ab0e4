"""Acts on many needs through the pages: look, do, take back; what may not be is told and left."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cigu.core.access.factories import make_segment, make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.changesets import guards
from cigu.core.changesets.models import ChangedRow, ChangeSet
from cigu.core.changesets.verbs import registry
from cigu.records.needs.actions import edit_need
from cigu.records.needs.factories import make_need, needs_officer
from cigu.records.needs.models import Need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def client(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    return made


def at(code: str) -> str:
    return reverse("bulk:act", args=[f"needs.{code}"])


def looked(user: Any, code: str, needs: list[Need], **fields: Any) -> Any:
    """The list's form, then the preview of what was filled in."""
    sent = {"sel": [str(n.uid) for n in needs], "next": "/needs/", **fields}
    return client(user).post(at(code), sent | {"look": "1"})


def confirmed(user: Any, code: str, needs: list[Need], page: Any, **fields: Any) -> Any:
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    sent = {"sel": [str(n.uid) for n in needs], "next": "/needs/", "look": "1", "confirm": "1",
            "_key": str(uuid.uuid4()), "seen": seen[1] if seen else ""}  # fmt: skip
    return client(user).post(at(code), sent | fields)


def in_both(user: Any, code: str, needs: list[Need], **fields: Any) -> Any:
    return confirmed(user, code, needs, looked(user, code, needs, **fields), **fields)


def told(answer: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def taken_back(user: Any, made: ChangeSet, reason: str = "选错了") -> Any:
    url = reverse("bulk:undo", args=[made.uid])
    return client(user).post(url, {"_key": str(uuid.uuid4()), "reason": reason})


@pytest.fixture
def officer() -> Any:
    return needs_officer()


@pytest.fixture
def other() -> Any:
    return make_segment("metal")


def test_the_list_offers_the_acts_to_those_who_may(officer: Any) -> None:
    make_need("submitted")
    assert at("segment") in client(officer).get("/needs/").content.decode()
    leader = make_user(Role.LEADER, territory=make_territory("150200"))
    assert at("segment") not in client(leader).get("/needs/").content.decode()
    assert looked(leader, "segment", []).status_code == 403


def test_looking_changes_nothing_and_tells_each_record(officer: Any, other: Any) -> None:
    going, there, gone = make_need("submitted"), make_need("draft", segment=other), make_need()
    leaves = AuditLeaf.objects.count()
    words = told(looked(officer, "segment", [going, there, gone], segment=other.pk))
    assert "1 / 3" in words and "无可更改" in words
    assert str(other) in words and "这条需求已不能在此修改" in words
    assert AuditLeaf.objects.count() == leaves and not ChangeSet.objects.exists()


def test_all_that_may_be_done_is_done_as_one_set(officer: Any, other: Any) -> None:
    needs = [make_need("submitted"), make_need("accepted"), make_need("published")]
    answer = in_both(officer, "segment", needs, segment=other.pk, reason="产业链重新划分")
    assert answer.status_code == 302
    made = ChangeSet.objects.get()
    assert answer["Location"] == made.get_absolute_url() and made.size == 2
    held = {n.pk: n.segment_id for n in Need.objects.all()}
    assert [held[n.pk] == other.pk for n in needs] == [True, True, False]
    leaves = AuditLeaf.objects.filter(request_id=str(made.uid))
    assert {leaf.object_uid for leaf in leaves} == {needs[0].uid, needs[1].uid, made.uid}
    assert {leaf.reason for leaf in leaves if leaf.verb == "needs.edit"} != {""}


def test_a_set_is_taken_back_where_nobody_changed_the_record(officer: Any, other: Any) -> None:
    needs = [make_need("submitted"), make_need("accepted")]
    before = {n.pk: n.segment_id for n in needs}
    in_both(officer, "segment", needs, segment=other.pk)
    edit_need(need=Need.objects.get(pk=needs[1].pk), by=officer, keywords="后来改过")
    made = ChangeSet.objects.get()
    assert taken_back(officer, made).status_code == 302
    held = {n.pk: n.segment_id for n in Need.objects.all()}
    assert held == {needs[0].pk: before[needs[0].pk], needs[1].pk: other.pk}
    page = told(client(officer).get(made.get_absolute_url()))
    assert "1 条记录保持原样" in page and "此后有人改过" in page
    assert taken_back(officer, made).status_code == 409  # not twice
    assert set(ChangedRow.objects.values_list("outcome", flat=True)) == {"undone", "kept"}


def test_deadlines_come_back_too(officer: Any) -> None:
    need = make_need("submitted")
    in_both(officer, "deadline", [need], deadline="2024-12-31")
    assert str(Need.objects.get().deadline) == "2024-12-31"
    taken_back(officer, ChangeSet.objects.get())
    assert Need.objects.get().deadline == need.deadline


def test_what_was_seen_is_what_is_done(officer: Any, other: Any) -> None:
    """Somebody changes a record between the preview and the click: nothing is done."""
    needs = [make_need("submitted"), make_need("submitted")]
    page = looked(officer, "segment", needs, segment=other.pk)
    edit_need(need=Need.objects.get(pk=needs[0].pk), by=officer, keywords="改了")
    answer = confirmed(officer, "segment", needs, page, segment=other.pk)
    assert answer.status_code == 422 and "预览之后有记录被改过" in told(answer)
    assert not ChangeSet.objects.exists()
    again = confirmed(officer, "segment", needs, answer, segment=other.pk)
    assert again.status_code == 302 and ChangeSet.objects.get().size == 2


def test_steps_move_on_and_say_that_they_stay(officer: Any) -> None:
    waiting, gone = make_need("submitted"), make_need("published")
    page = looked(officer, "accept", [waiting, gone])
    assert "不能整批撤回" in told(page) and "1 / 2" in told(page)
    assert confirmed(officer, "accept", [waiting, gone], page).status_code == 302
    states = {n.pk: n.state for n in Need.objects.all()}
    assert states == {waiting.pk: "accepted", gone.pk: "published"}
    assert taken_back(officer, ChangeSet.objects.get()).status_code == 409


def test_all_of_the_filtered_list_may_be_meant(officer: Any, other: Any) -> None:
    for _number in range(3):
        make_need("submitted")
    make_need("draft")
    sent = {"all": "1", "next": "/needs/?state=submitted", "look": "1", "segment": other.pk}
    page = client(officer).post(at("segment"), sent)
    assert "3 / 3" in told(page)
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    assert seen
    more = {"confirm": "1", "seen": seen[1], "_key": str(uuid.uuid4())}
    assert client(officer).post(at("segment"), sent | more).status_code == 302
    assert Need.objects.filter(segment=other, state="submitted").count() == 3
    assert not Need.objects.filter(segment=other, state="draft").exists()


def test_an_address_elsewhere_is_no_list(officer: Any, other: Any) -> None:
    make_need("submitted")
    for address in ("https://evil.example/needs/", "//evil.example/", "/account/", ""):
        sent = {"all": "1", "next": address, "look": "1", "segment": other.pk}
        page = client(officer).post(at("segment"), sent)
        assert page.status_code == 200 and "evil" not in page.content.decode()
        assert "没有勾选记录" in told(page)


def test_too_many_are_refused(officer: Any, other: Any, monkeypatch: Any) -> None:
    for where in (
        "cigu.core.changesets.guards",
        "cigu.faces.bulk.choosing",
        "cigu.faces.bulk.views",
    ):
        monkeypatch.setattr(f"{where}.MOST", 1)
    needs = [make_need("submitted"), make_need("submitted")]
    page = looked(officer, "segment", needs, segment=other.pk)
    assert "超过 1 条" in told(page)
    assert confirmed(officer, "segment", needs, page, segment=other.pk).status_code == 422
    assert not ChangeSet.objects.exists()


def test_rubbish_selects_nothing(officer: Any) -> None:
    sent = {"sel": ["x", "", "é", str(uuid.uuid4())], "look": "1", "next": "/needs/"}
    page = client(officer).post(at("accept"), sent)
    assert page.status_code == 200 and "没有勾选记录" in told(page)
    assert client(officer).post(reverse("bulk:act", args=["needs.nothing"])).status_code == 404
    assert client(officer).get(at("accept")).status_code == 200


def test_nobody_reaches_beyond_the_own_place(other: Any) -> None:
    """An officer of another city sees published needs; changing them is refused row by row."""
    need = make_need("submitted")
    stranger = make_user(Role.OFFICER, territory=make_territory("150102"))
    answer = in_both(stranger, "segment", [need], segment=other.pk)
    assert answer.status_code == 422 and Need.objects.get().segment_id != other.pk


def test_a_set_is_its_maker_s_and_the_auditor_s(officer: Any, other: Any) -> None:
    in_both(officer, "segment", [make_need("submitted")], segment=other.pk)
    made = ChangeSet.objects.get()
    colleague = make_user(Role.OFFICER, territory=make_territory("150200"))
    auditor = make_user(Role.AUDIT_ADMIN)
    assert client(colleague).get(made.get_absolute_url()).status_code == 404
    assert taken_back(colleague, made).status_code == 404
    assert client(auditor).get(made.get_absolute_url()).status_code == 200
    assert taken_back(auditor, made).status_code == 403
    assert made.size == 1 and "设置" in told(client(officer).get(reverse("bulk:sets")))


def test_after_a_day_it_stays(officer: Any, other: Any, monkeypatch: Any) -> None:
    in_both(officer, "segment", [make_need("submitted")], segment=other.pk)
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("cigu.core.changesets.guards.timezone.now", lambda: later)
    answer = taken_back(officer, ChangeSet.objects.get())
    assert answer.status_code == 409 and "24" in told(answer)


def test_every_act_says_how_it_is_taken_back_or_why_not() -> None:
    assert {code.partition(".")[0] for code in registry} == {"needs"}
    assert guards.MOST > 0
    for verb in registry.values():
        assert bool(verb.undo) != bool(verb.lasting)
