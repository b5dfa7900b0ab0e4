"""Who objected is for the office alone, and can be erased everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from cigu.core.access.factories import make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import today, travel
from cigu.records.publicnotices import actions, receipts
from cigu.records.publicnotices.factories import make_notice, make_objection
from cigu.records.publicnotices.models import Objection

pytestmark = pytest.mark.django_db
NAME, PHONE, TEXT = "乌有异议人", "0472-0000001", "乌有的异议正文"
ANSWER = {"step_code": "dismiss", "reason_code": "checked", "reply": "已核对。"}


@pytest.fixture
def row(officer: Any, city: Any) -> Any:
    notice = make_notice(officer, city)
    return make_objection(notice, name=NAME, contact=PHONE, text=TEXT)


def test_the_public_reads_an_answer_only_if_it_was_made_public(officer: Any, row: Any) -> None:
    nobody = AnonymousUser()
    assert not Objection.objects.for_(nobody).exists()
    actions.answer(objection=row, by=officer, is_public=True, **ANSWER)
    (shown,) = Objection.objects.for_(nobody)
    assert shown.is_masked and [shown.shown(n) for n in ("name", "contact", "text")] == [None] * 3
    assert shown.reply == "已核对。"


def test_an_answer_that_stays_inside_is_not_there(officer: Any, row: Any) -> None:
    actions.answer(objection=row, by=officer, **ANSWER)
    for user in (AnonymousUser(), make_user("enterprise", party=_party()), make_user("secadmin")):
        assert not Objection.objects.for_(user).exists()


def _party() -> Any:
    from cigu.core.access.factories import make_party

    return make_party()


def everywhere(*words: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            text = "\n".join(str(line) for line in cursor.fetchall())
            found += [f"{table}: {word}" for word in words if word in text]
    return found


def test_name_and_contact_leave_the_row_and_every_leaf(officer: Any, row: Any) -> None:
    assert everywhere(NAME, PHONE)
    hashes = dict(AuditLeaf.objects.filter(object_uid=row.uid).values_list("pk", "leaf_hash"))
    done = actions.forget_objector(objection=row, by=actions.VISITOR, reason="本人要求")
    assert (done.name, done.contact, done.forgotten_on) == ("", "", today())
    assert everywhere(NAME, PHONE) == []
    assert done.text == TEXT
    kept = dict(AuditLeaf.objects.filter(pk__in=hashes).values_list("pk", "leaf_hash"))
    assert kept == hashes, "the proofs stand"


def test_the_worker_erases_what_is_no_longer_needed(officer: Any, row: Any, settings: Any) -> None:
    settings.CONTACT_DAYS = 30
    actions.answer(objection=row, by=officer, **ANSWER)
    notice = row.notice
    notice.refresh_from_db()
    with travel(notice.ends_on + timedelta(days=1)):
        actions.decide(notice=notice, by=officer, outcome="confirmed", decision="确认。")
        actions.close_notice(notice=notice, by=officer)
    closed = notice.closed_on
    with travel(closed + timedelta(days=30)):
        assert actions.forget_old() == 0
    with travel(closed + timedelta(days=31)):
        assert actions.forget_old() == 1
        assert actions.forget_old() == 0
    assert everywhere(NAME, PHONE) == []


def test_the_worker_also_erases_who_was_not_answered_before_the_withdrawal(
    officer: Any, row: Any, settings: Any
) -> None:
    settings.CONTACT_DAYS = 30
    gone = actions.withdraw_notice(notice=row.notice, by=officer, reason_code="mistake")
    assert gone.closed_on == today()
    with travel(gone.closed_on + timedelta(days=30)):
        assert actions.forget_old() == 0
    with travel(gone.closed_on + timedelta(days=31)):
        assert actions.forget_old() == 1
    assert everywhere(NAME, PHONE) == []


def test_staff_who_do_not_answer_it_read_neither_person_nor_text(
    officer: Any, row: Any, city: Any, web: Any
) -> None:
    place, notice = row.get_absolute_url(), row.notice.get_absolute_url()
    page = web(officer).get(place).content.decode()
    assert NAME in page and PHONE in page and TEXT in page
    for role in ("broker", "commissioner", "leader", "registrar"):
        client = web(make_user(role, territory=city))
        for address in (place, notice, "/public-notices/objections/"):
            answer = client.get(address)
            assert answer.status_code == 200 and row.number in answer.content.decode(), address
            told = answer.content.decode()
            assert not [word for word in (NAME, PHONE, TEXT) if word in told], (role, address)
        assert client.get(f"{place}forget/").status_code == 403


def test_a_receipt_opens_one_case_and_no_other(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    given = {"ground": "facts", "text": TEXT}
    one, code = actions.object_to(notice=notice, **given)
    two, _other = actions.object_to(notice=notice, **given)
    assert receipts.find(Objection, one.number.lower(), receipts.shown(code).lower()) == one
    assert receipts.find(Objection, two.number, code) is None
    assert receipts.find(Objection, one.number, "") is None
    assert not [line for line in everywhere(code) if code in line]
