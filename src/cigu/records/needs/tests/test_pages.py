"""Registering needs and taking them through their steps, over the real pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from cigu.core.access.factories import make_segment, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise

pytestmark = pytest.mark.django_db
Web, Send = Callable[..., Any], Callable[..., Any]


@pytest.fixture
def officer(db: Any) -> User:
    return make_user(Role.OFFICER, territory=make_territory("150200"))


@pytest.fixture
def firm(db: Any) -> Any:
    return make_enterprise()


@pytest.fixture
def owner(firm: Any) -> User:
    return make_user(Role.ENTERPRISE, party=firm.party)


def filled(firm: Any, **changes: Any) -> dict[str, Any]:
    given = {
        "organisation": firm.pk, "kind": "technology", "title": "电机转子温升", "unit": "K",
        "segment": make_segment().pk, "problem": "转子温升过高。", "comparator": "≤",
        "target": "110", "present": "142", "secrecy": "masked", "deadline": "2024-12-20",
        "budget": "180", "metric": "温升",
    }  # fmt: skip
    return {k: v for k, v in {**given, **changes}.items() if v is not None}


def test_an_enterprise_registers_edits_and_submits(
    firm: Any, owner: User, web: Web, send: Send
) -> None:
    client = web(owner)
    response = send(client, "/needs/new/", **filled(firm))
    need = Need.objects.get()
    assert (response.status_code, response.url) == (302, f"/needs/{need.number}/")
    assert (need.origin, need.state, need.domain_id) == ("enterprise", "draft", "rare_earth")
    changed = filled(firm, title="电机转子温升控制", organisation=None)
    assert send(client, f"/needs/{need.number}/edit/", **changed).status_code == 302
    assert send(client, f"/needs/{need.number}/submit/").status_code == 302
    need.refresh_from_db()
    assert (need.title, need.state) == ("电机转子温升控制", "submitted")


@pytest.mark.parametrize(("field", "value", "said"), [
    ("target", "", "目标"), ("unit", "", "单位"), ("deadline", "2024-06-14", "2024-06-14"),
    ("deadline", "2024-02-30", "2024-02-30"), ("budget", "很多", "180.00"),
    ("budget", "-1", "180.00"),
    ("title", "", "填"), ("segment", "none", "选"), ("maturity", "12", "9"),
    ("target", "1e5", "110"), ("title", "长" * 81, "80"),
])  # fmt: skip
def test_bad_input_is_named_at_its_field_and_writes_nothing(
    firm: Any, owner: User, web: Web, send: Send, field: str, value: str, said: str
) -> None:
    response = send(web(owner), "/needs/new/", **filled(firm, **{field: value}))
    errors = response.context["form"].errors
    assert response.status_code == 422 and list(errors) == [field]
    assert said in " ".join(errors[field])
    assert not Need.objects.exists()


def test_a_need_that_is_no_technology_needs_no_target(
    firm: Any, owner: User, web: Web, send: Send
) -> None:
    data = filled(firm, kind="policy", target="", unit="")
    assert send(web(owner), "/needs/new/", **data).status_code == 302


def test_nobody_registers_for_another_enterprise(
    firm: Any, owner: User, web: Web, send: Send
) -> None:
    response = send(web(owner), "/needs/new/", **filled(make_enterprise()))
    assert response.status_code == 422 and "organisation" in response.context["form"].errors


def test_a_form_sent_twice_makes_one_need(firm: Any, owner: User, web: Web, send: Send) -> None:
    key, client = uuid4(), web(owner)
    first = send(client, "/needs/new/", key, **filled(firm))
    again = send(client, "/needs/new/", key, **filled(firm))
    assert (first.url, Need.objects.count()) == (again.url, 1)


def test_two_people_on_one_need_compare(officer: User, web: Web, send: Send) -> None:
    need = make_need("submitted")
    data = filled(need.organisation, organisation=None, _rev=need.revision)
    assert send(web(officer), f"/needs/{need.number}/edit/", **data).status_code == 302
    late = {**data, "title": "另一个标题"}
    response = send(web(officer), f"/needs/{need.number}/edit/", **late)
    assert response.status_code == 409
    assert "另一个标题" in response.content.decode()
    assert Need.objects.get().title == "电机转子温升"


@pytest.mark.parametrize("step", ["return", "reject"])
def test_a_refusal_needs_its_code(officer: User, web: Web, send: Send, step: str) -> None:
    need = make_need("submitted")
    url = f"/needs/{need.number}/{step}/"
    assert send(web(officer), url, reason_code="nonsense").status_code == 422
    code = {"return": "unclear", "reject": "not_technical"}[step]
    assert send(web(officer), url, reason_code=code, reason="请写明工况").status_code == 302
    need.refresh_from_db()
    assert need.state == {"return": "draft", "reject": "rejected"}[step]
    assert need.reason_code == code


def test_accept_publish_and_the_preview(officer: User, web: Web, send: Send) -> None:
    need = make_need("submitted", secrecy="masked", contact="王拟密", tried="曾试喷淋")
    client = web(officer)
    assert send(client, f"/needs/{need.number}/accept/").status_code == 302
    page = client.get(f"/needs/{need.number}/publish/").content.decode()
    preview = page[page.index('id="h-pre"') : page.index("<form method")]
    assert "曾试喷淋" not in preview and str(need.organisation) not in preview
    assert send(client, f"/needs/{need.number}/publish/").status_code == 302
    need.refresh_from_db()
    assert need.state == "published"


def test_likely_duplicates_stand_side_by_side_and_merge(
    officer: User, web: Web, send: Send
) -> None:
    words = "高速永磁电机转子护套涡流损耗导致温升过高"
    first = make_need("accepted", title="高速永磁电机转子温升", problem=words)
    second = make_need("submitted", title="永磁电机转子温升过高", problem=words)
    make_need("accepted", title="浮选药剂低温", problem="矿浆温度低时回收率下降")
    client, url = web(officer), f"/needs/{second.number}/merge/"
    page = client.get(url).content.decode()
    assert first.number in page and "浮选药剂" not in page
    assert "rotor" not in client.get(f"{url}?into={first.number}").content.decode()
    assert send(client, url, into="X-2024-9999").status_code == 422
    assert send(client, url, into=second.number).status_code == 422
    assert send(client, url, into=first.number).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("merged", first)
    assert second.number in client.get(f"/needs/{first.number}/").content.decode()


def test_the_rest_of_the_steps(officer: User, web: Web, send: Send) -> None:
    answered, expired, gone = make_need("accepted"), make_need(), make_need()
    client = web(officer)
    assert send(client, f"/needs/{answered.number}/answer/", reason="").status_code == 422
    assert (
        send(client, f"/needs/{answered.number}/answer/", reason="包科发 2024 1 号").status_code
        == 302
    )
    assert send(client, f"/needs/{expired.number}/expire/").status_code == 302
    assert (
        send(client, f"/needs/{expired.number}/renew/", expires_on="2024-06-01").status_code == 422
    )
    assert (
        send(client, f"/needs/{expired.number}/renew/", expires_on="2025-06-01").status_code == 302
    )
    assert send(client, f"/needs/{gone.number}/withdraw/", reason="不再需要").status_code == 302
    states = [Need.objects.get(pk=n.pk).state for n in (answered, expired, gone)]
    assert states == ["answered", "published", "withdrawn"]


# Written by hand: which role may open which step of a submitted need of its place.
STEPS = {
    "detail": {"officer", "broker", "commissioner", "leader", "owner"},
    "edit": {"officer", "broker", "commissioner", "owner"},
    "accept": {"officer"}, "reject": {"officer"}, "return": {"officer", "broker"},
    "merge": {"officer", "broker"}, "withdraw": {"officer", "owner"},
}  # fmt: skip


def test_who_may_open_what(web: Web) -> None:
    need, city = make_need("submitted"), make_territory("150200")
    users = {role: make_user(role, territory=city) for role in
             ("officer", "broker", "commissioner", "leader", "sysadmin")}  # fmt: skip
    users["owner"] = make_user(Role.ENTERPRISE, party=need.organisation.party)
    users["rival"] = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    users["foreign officer"] = make_user(Role.OFFICER, territory=make_territory("150100"))
    for step, allowed in STEPS.items():
        path = f"/needs/{need.number}/" + ("" if step == "detail" else f"{step}/")
        codes = {who: web(user).get(path).status_code for who, user in users.items()}
        assert {who for who, code in codes.items() if code == 200} == allowed, (step, codes)
        assert {codes[who] for who in ("rival", "foreign officer", "sysadmin")} == {404}


def test_a_stranger_is_sent_to_sign_in(client: Any) -> None:
    need = make_need()
    for path in ("", "new/", f"{need.number}/", f"{need.number}/accept/"):
        response = client.get(f"/needs/{path}")
        assert response.status_code == 302 and "/account/login/" in response.url


def test_the_origin_is_a_link_where_the_reader_may_open_it(officer: User, web: Web) -> None:
    source = make_need()  # any record with states serves: the page does not know the rooms above
    need = make_need(origin="checkup", origin_uid=source.uid, origin_number="T-0061")
    assert f'<a href="/needs/{source.number}/">T-0061</a>' in (
        web(officer).get(f"/needs/{need.number}/").content.decode()
    )


def test_the_api_registers_a_draft_and_refuses_like_the_form(
    firm: Any, owner: User, web: Web
) -> None:
    client = web(owner)
    data = {
        "enterprise": str(firm.uid), "title": "电机转子温升", "problem": "转子温升过高。",
        "segment": make_segment().pk, "secrecy": "masked", "target": "110", "unit": "K",
    }  # fmt: skip
    made = client.post("/api/needs", data, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    for wrong in ({"kind": "magic"}, {"budget": "-3"}, {"surprise": 1}, {"title": ""}):
        answer = client.post("/api/needs", {**data, **wrong}, content_type="application/json")
        assert answer.status_code == 422
    foreign = {**data, "enterprise": str(make_enterprise().uid)}
    assert client.post("/api/needs", foreign, content_type="application/json").status_code in (
        403,
        404,
    )
    assert Need.objects.count() == 1
