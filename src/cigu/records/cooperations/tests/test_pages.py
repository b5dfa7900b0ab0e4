"""Pages, forms, and what a foreign enterprise gets to see: nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cigu.core.access.roles import Role
from cigu.core.documents.models import Document
from cigu.core.search.registry import find
from cigu.records.cooperations import actions
from cigu.records.cooperations.factories import make_account, make_cooperation, make_enterprise
from cigu.records.cooperations.models import Cooperation

from .support import PDF, send, signed_in, upload

pytestmark = pytest.mark.django_db
LIST = "/cooperations/"


@pytest.fixture
def row(world):
    made = make_cooperation(world)
    actions.sign_cooperation(
        cooperation=made, by=world.officer, amount=168, contract=("合同.pdf", PDF)
    )
    return made


def page(row, name="detail"):
    return reverse(f"cooperations:{name}", args=[row.number])


def test_a_foreign_enterprise_finds_nothing_anywhere(world, row):
    stranger = make_account(Role.ENTERPRISE, party=make_enterprise(world).party)
    client = signed_in(stranger)
    listing = client.get(LIST).content.decode()
    assert row.number not in listing and row.title not in listing and "168" not in listing
    assert client.get(LIST, {"view": "signed", "q": row.number}).status_code == 200
    assert Cooperation.objects.for_(stranger).count() == 0
    assert not list(find(stranger, row.number)) and not list(find(stranger, row.title))
    for kind in ("csv", "xlsx"):
        assert row.title.encode() not in client.get(LIST, {"format": kind}).content
    assert row.title not in client.get(LIST, {"format": "csv"}).content.decode("utf-8-sig")
    for name in ("detail", "sign", "correct_date", "fail", "perform", "deliver", "rate"):
        assert client.get(page(row, name)).status_code == 404
    answer = client.get("/api/cooperations").json()
    assert (answer["count"], answer["items"]) == (0, [])
    assert client.get(f"/api/cooperations/{row.number}").status_code == 404
    paper = Document.objects.get(subject_uid=row.uid)
    assert client.get(reverse("documents:download", args=[paper.uid])).status_code == 404


def test_both_sides_and_staff_of_the_place_see_it(world, row):
    sides = [row.enterprise.party, row.provider]
    users = [make_account(Role.ENTERPRISE, party=p) for p in sides]
    users += [world.officer, world.broker, make_account(Role.LEADER, territory=world.city)]
    paper = Document.objects.get(subject_uid=row.uid)
    for user in users:
        client = signed_in(user)
        assert row.number in client.get(LIST).content.decode()
        assert client.get(page(row)).status_code == 200
        assert client.get(f"/api/cooperations/{row.number}").json()["amount"] == "168.00"
        assert client.get(reverse("documents:download", args=[paper.uid])).status_code == 200


def test_staff_of_another_place_see_nothing(world, row):
    other = type(world.city).objects.create(
        code="16", name_zh="乌有市", level="city", parent=world.city.parent
    )
    client = signed_in(make_account(Role.OFFICER, territory=other))
    assert row.number not in client.get(LIST).content.decode()
    assert client.get(page(row)).status_code == 404


def test_anonymous_readers_are_sent_to_sign_in(client, row):
    for name in ("detail", "sign", "rate"):
        assert client.get(page(row, name)).status_code == 302
    assert client.get(LIST).status_code == 302


def test_leaders_see_no_step_and_cannot_take_one(world):
    made = make_cooperation(world)
    client = signed_in(make_account(Role.LEADER, territory=world.city))
    assert page(made, "sign") not in client.get(page(made)).content.decode()
    assert client.get(page(made, "sign")).status_code == 403
    sent = send(client, page(made, "sign"), {"amount": "1", "mode": "许可"})
    made.refresh_from_db()
    assert (sent.status_code, made.state) == (403, "negotiating")


def test_signing_twice_has_one_effect(world):
    made, key = make_cooperation(world), uuid4()
    client = signed_in(world.broker)
    form = {"amount": "１２８.5", "mode": "许可", "ends_on": "2025/6/30"}
    first = send(client, page(made, "sign"), form, key)
    second = send(client, page(made, "sign"), form, key)
    made.refresh_from_db()
    assert first.status_code == second.status_code == 302
    assert str(made.amount) == "128.50" and made.state == "signed"
    assert send(client, page(made, "sign"), {**form, "amount": "9"}, key).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"amount": "很多"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"ends_on": "2024-02-30"}, "ends_on"),
        ({"ends_on": "2024-01-01"}, "ends_on"),
        ({"contract": upload("合同.pdf", b"PK\x03\x04 not a pdf")}, "contract"),
        ({"contract": upload("合同.docx", b"%PDF-1.7")}, "contract"),
        ({"contract": upload("合同.exe", b"MZ")}, "contract"),
        ({"contract": upload("合同.pdf", b"")}, "contract"),
    ],
)
def test_bad_input_is_named_at_its_field_and_writes_nothing(world, wrong, word):
    made = make_cooperation(world)
    answer = send(
        signed_in(world.broker), page(made, "sign"), {"amount": "10", "mode": "许可", **wrong}
    )
    made.refresh_from_db()
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [word]
    assert made.state == "negotiating" and not Document.objects.exists()


def test_the_day_before_today_is_asked_from_officers_only(world):
    made = make_cooperation(world)
    asked = signed_in(world.officer).get(page(made, "sign")).context["form"].fields
    assert "on" in asked
    assert "on" not in signed_in(world.broker).get(page(made, "sign")).context["form"].fields


def test_two_people_on_one_record(world):
    made = make_cooperation(world, signed=True)
    client, url = signed_in(world.officer), page(made, "correct_date")
    seen = client.get(url).context["form_revision"]
    actions.perform_cooperation(cooperation=made, by=world.broker)
    mine = {"signed_on": "2024-06-14", "reason": "核对", "_rev": str(seen)}
    answer = send(client, url, mine)
    assert (answer.status_code, answer.templates[0].name) == (409, "cigu/conflict.html")
    mine["_rev"] = str(answer.context["form_revision"])
    assert send(client, url, mine).status_code == 302


def test_the_enterprise_rates_and_the_provider_does_not(world, row):
    actions.perform_cooperation(cooperation=row, by=world.officer)
    actions.deliver_cooperation(cooperation=row, by=world.officer)
    provider = signed_in(make_account(Role.EXPERT, party=row.provider))
    assert provider.get(page(row, "rate")).status_code == 403
    firm = signed_in(make_account(Role.ENTERPRISE, party=row.enterprise.party))
    assert send(firm, page(row, "rate"), {"score": "9"}).status_code == 422
    assert send(firm, page(row, "rate"), {"score": "5", "comment": "好"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.rating, row.rating_comment) == ("rated", 5, "好")


def test_signing_over_the_api_obeys_the_same_rules(world):
    made = make_cooperation(world)
    url, form = f"/api/cooperations/{made.number}/sign", {"amount": "12.50", "mode": "许可"}
    leader = signed_in(make_account(Role.LEADER, territory=world.city))
    assert leader.post(url, form, "application/json").status_code == 403
    client = signed_in(world.broker)
    assert client.post(url, {**form, "state": "rated"}, "application/json").status_code == 422
    assert client.post(url, {"amount": "-5", "mode": "x"}, "application/json").status_code == 422
    assert client.post(url, form, "application/json").json()["state"] == "signed"
