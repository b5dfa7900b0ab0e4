"""Objections and claims of people without an account: sent once, counted, answered by receipt."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cigu.core.access.factories import make_territory, make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.quotas.models import VisitorDay
from cigu.faces.portal import actions
from cigu.faces.portal.models import Claim
from cigu.records.cooperations.factories import make_need
from cigu.records.publicnotices import actions as notices
from cigu.records.publicnotices.factories import make_notice
from cigu.records.publicnotices.models import Objection

pytestmark = pytest.mark.django_db
OBJECTION = {"ground": "facts", "text": "虚构的理由", "name": "", "contact": "", "website": ""}
CLAIM = {**OBJECTION, "ground": "author", "name": "乌有主张人", "contact": "0472-0000002"}


def post(client: Client, address: str, key: str = "", **fields: str) -> Any:
    return client.post(address, {"_key": key or str(uuid.uuid4()), **fields})


@pytest.fixture
def notice(world: Any) -> Any:
    return make_notice(world.officer, world.city)


def code_of(client: Client, number: str) -> str:
    page = client.get(f"/portal/receipts/{number}/").content.decode()
    return re.findall(r'class="mono">([0-9A-Z ]{19})<', page)[0]


def test_an_objection_brings_a_receipt_and_later_the_answer(
    notice: Any, visitor: Client, world: Any
) -> None:
    answer = post(visitor, f"/portal/notices/{notice.number}/object/", **OBJECTION)
    assert answer.status_code == 302
    row = Objection.objects.get()
    assert answer.url == f"/portal/receipts/{row.number}/"
    code = code_of(visitor, row.number)
    leaf = AuditLeaf.objects.filter(object_uid=row.uid).earliest("pk")
    assert (leaf.actor, leaf.verb) == ("anonymous", "publicnotices.object")
    notices.answer(
        objection=row, by=world.officer, step_code="uphold", reply="已更正。", is_public=True
    )
    elsewhere = Client(headers={"host": "localhost"})
    assert elsewhere.get(answer.url).status_code == 404
    found = post(elsewhere, "/portal/receipts/", number=row.number, code=code.lower(), website="")
    assert found.status_code == 302
    assert "已更正。" in elsewhere.get(found.url).content.decode()
    public = visitor.get(f"/portal/notices/{notice.number}/").content.decode()
    assert "已更正。" in public and "虚构的理由" not in public


def test_the_code_is_told_once_and_the_browser_does_not_keep_it(
    notice: Any, visitor: Client, world: Any
) -> None:
    place = post(visitor, f"/portal/notices/{notice.number}/object/", **OBJECTION).url
    row = Objection.objects.get()
    code = code_of(visitor, row.number)
    again = visitor.get(place)
    assert again.status_code == 200 and row.number in again.content.decode()
    plain = code.replace(" ", "")
    assert code not in again.content.decode()
    kept = str(dict(visitor.session.items()))
    assert str(row.uid) in kept and code not in kept and plain not in kept
    found = post(visitor, "/portal/receipts/", number=row.number, code=code, website="")
    assert code not in visitor.get(found.url).content.decode(), "who typed it has it"
    assert plain not in str(dict(visitor.session.items()))


def test_two_receipts_at_once_are_both_told(notice: Any, visitor: Client) -> None:
    for _number in range(2):
        post(visitor, f"/portal/notices/{notice.number}/object/", **OBJECTION)
    codes = {code_of(visitor, row.number) for row in Objection.objects.all()}
    assert len(codes) == 2


def test_who_signs_in_at_the_browser_finds_no_receipt(
    notice: Any, visitor: Client, world: Any
) -> None:
    place = post(visitor, f"/portal/notices/{notice.number}/object/", **OBJECTION).url
    visitor.force_login(world.officer)
    assert visitor.get(place).status_code == 404
    assert post(visitor, f"{place}forget/").status_code == 404


def test_the_same_form_sent_twice_counts_once(notice: Any, visitor: Client) -> None:
    address, key = f"/portal/notices/{notice.number}/object/", str(uuid.uuid4())
    first = post(visitor, address, key, **OBJECTION)
    again = post(visitor, address, key, **OBJECTION)
    assert first.url == again.url and Objection.objects.count() == 1
    other = post(visitor, address, key, **{**OBJECTION, "text": "别的理由"})
    assert other.status_code == 409 and Objection.objects.count() == 1


def test_a_program_that_fills_in_every_field_is_refused(notice: Any, visitor: Client) -> None:
    address = f"/portal/notices/{notice.number}/object/"
    answer = post(visitor, address, **{**OBJECTION, "website": "https://spam.example"})
    assert answer.status_code == 422 and not Objection.objects.exists()
    assert 'name="website"' in visitor.get(address).content.decode()


def test_an_address_sends_so_many_forms_a_day(notice: Any, visitor: Client, settings: Any) -> None:
    settings.VISITOR_FORMS = 2
    address = f"/portal/notices/{notice.number}/object/"
    statuses = [post(visitor, address, **OBJECTION).status_code for _number in range(3)]
    assert statuses == [302, 302, 422]
    assert Objection.objects.count() == 2
    counted = VisitorDay.objects.get()
    assert (counted.sent, counted.refused) == (2, 1)
    other = Client(headers={"host": "localhost"}, REMOTE_ADDR="203.0.113.9")
    assert post(other, address, **OBJECTION).status_code == 302


def test_guesses_at_a_receipt_count_and_come_to_an_end(
    notice: Any, visitor: Client, settings: Any
) -> None:
    settings.VISITOR_FORMS = 2
    row, code = notices.object_to(notice=notice, ground="facts", text="虚构")
    for guess in ("AAAA", "BBBB", "CCCC", code):
        sent = {"number": row.number, "code": guess, "website": ""}
        assert post(visitor, "/portal/receipts/", **sent).status_code == 422
    counted = VisitorDay.objects.get()
    assert (counted.sent, counted.refused) == (2, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"ground": ""}, {"ground": "x"}, {"text": "长" * 5001}, {"contact": "9" * 121},
     {"text": "a\x00b"}],
)  # fmt: skip
def test_what_does_not_fit_comes_back_with_what_was_typed(
    notice: Any, visitor: Client, wrong: dict[str, str]
) -> None:
    answer = post(visitor, f"/portal/notices/{notice.number}/object/", **{**OBJECTION, **wrong})
    assert answer.status_code in (400, 422) and not Objection.objects.exists()


def test_a_form_without_key_or_token_is_refused(notice: Any) -> None:
    address = f"/portal/notices/{notice.number}/object/"
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert strict.post(address, OBJECTION).status_code == 403
    plain = Client(headers={"host": "localhost"})
    assert plain.post(address, OBJECTION).status_code == 422
    assert not Objection.objects.exists()


def test_after_the_last_day_the_page_says_so(notice: Any, visitor: Client) -> None:
    with travel(notice.ends_on + timedelta(days=1)):
        answer = visitor.get(f"/portal/notices/{notice.number}/object/")
        assert answer.status_code == 409 and str(notice.ends_on) in answer.content.decode()
        page = visitor.get(f"/portal/notices/{notice.number}/").content.decode()
        assert f"/portal/notices/{notice.number}/object/" not in page


@pytest.mark.parametrize("code", ["", "AAAA BBBB CCCC DDDD", "' or 1=1"])
def test_a_guessed_receipt_opens_nothing(notice: Any, visitor: Client, code: str) -> None:
    row, _code = notices.object_to(notice=notice, ground="facts", text="虚构")
    answer = post(visitor, "/portal/receipts/", number=row.number, code=code, website="")
    assert answer.status_code == 422
    assert visitor.get(f"/portal/receipts/{row.number}/").status_code == 404
    for step in ("forget", "take-back"):
        assert visitor.get(f"/portal/receipts/{row.number}/{step}/").status_code == 404
        assert post(visitor, f"/portal/receipts/{row.number}/{step}/").status_code == 404


def test_a_claim_takes_the_record_off_every_page_and_back(
    world: Any, visitor: Client, web: Any
) -> None:
    need = make_need(world)
    address = f"/portal/needs/{need.number}/"
    assert f"/portal/claims/needs/{need.number}/" in visitor.get(address).content.decode()
    sent = post(visitor, f"/portal/claims/needs/{need.number}/", **CLAIM)
    assert sent.status_code == 302
    claim, office = Claim.objects.get(), web(world.officer)
    place = claim.get_absolute_url()
    assert claim.number in office.get("/portal-desk/claims/").content.decode()
    assert post(office, f"{place}take-up/").status_code == 302
    done = post(office, f"{place}uphold/", reply="属实，已撤下。", off="on")
    assert done.status_code == 302
    assert visitor.get(address).status_code == 404
    for page in ("/portal/", "/portal/needs/", "/portal/feeds/needs.atom",
                 "/portal/maps/needs.xml", f"/portal/search/?q={need.title}"):  # fmt: skip
        assert need.number not in visitor.get(page).content.decode(), page
        assert f"/{need.number}/" not in visitor.get(page).content.decode(), page
    need.refresh_from_db()
    assert need.state == "published", "the record itself stays"
    assert "属实，已撤下。" in visitor.get(sent.url).content.decode()
    assert "/portal-desk/withdrawn/" in office.get(place).content.decode()
    (off,) = claim.withdrawals.all()
    assert post(office, f"/portal-desk/withdrawn/{off.uid}/show/").status_code == 302
    assert visitor.get(address).status_code == 200


def test_only_officers_of_the_place_read_a_claim(world: Any, visitor: Client, web: Any) -> None:
    need = make_need(world)
    post(visitor, f"/portal/claims/needs/{need.number}/", **CLAIM)
    claim = Claim.objects.get()
    place, here = claim.get_absolute_url(), {"territory": world.city}
    assert "乌有主张人" in web(world.officer).get(place).content.decode()
    for role in ("broker", "commissioner", "leader", "registrar"):
        user = make_user(role, **here)
        assert web(user).get(place).status_code == 403, role
        (row,) = Claim.objects.for_(user)
        assert [row.shown(name) for name in ("name", "contact", "text")] == [None] * 3
    elsewhere = web(make_user("broker", territory=make_territory("150100")))
    assert elsewhere.get(place).status_code == 404


def test_a_claim_is_dismissed_with_a_reason_or_taken_back(world: Any, visitor: Client) -> None:
    need = make_need(world)
    address = f"/portal/claims/needs/{need.number}/"
    one, two = (post(visitor, address, **CLAIM).url for _number in range(2))
    first, second = Claim.objects.order_by("pk")
    actions.take_up(claim=first, by=world.officer)
    actions.dismiss(claim=first, by=world.officer, reason_code="no_right", reply="未证明。")
    assert "未证明享有权利" in visitor.get(one).content.decode()
    assert post(visitor, f"{two}take-back/").status_code == 302
    second.refresh_from_db()
    assert second.state == "taken_back"
    assert post(visitor, f"{two}take-back/").status_code == 409


def test_the_holder_of_the_receipt_erases_name_and_contact(world: Any, visitor: Client) -> None:
    need = make_need(world)
    place = post(visitor, f"/portal/claims/needs/{need.number}/", **CLAIM).url
    assert "乌有主张人" in visitor.get(place).content.decode()
    assert post(visitor, f"{place}forget/").status_code == 302
    assert "乌有主张人" not in visitor.get(place).content.decode()
    claim = Claim.objects.get()
    assert (claim.name, claim.contact) == ("", "") and claim.forgotten_on is not None
    told = str(list(AuditLeaf.objects.values_list("after", flat=True)))
    assert "乌有主张人" not in told


def test_a_claim_about_what_is_not_shown_is_not_taken(world: Any, visitor: Client) -> None:
    need = make_need(world, secrecy="named")
    for code, number in (("needs", need.number), ("users", "1"), ("needs", "X-1")):
        assert visitor.get(f"/portal/claims/{code}/{number}/").status_code == 404
        assert post(visitor, f"/portal/claims/{code}/{number}/", **CLAIM).status_code == 404
