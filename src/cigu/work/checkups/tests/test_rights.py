"""Who may do what, and that nobody sees what is not theirs: list, count, search, export, API."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.documents.actions import documents_of
from cigu.core.flow.actions import may_fire
from cigu.core.search.registry import find
from cigu.core.ui.nav import waiting

from .. import actions, guards
from ..factories import World
from ..models import Campaign, Checkup, Consent, Finding, FollowUp, Reply, VisitRecord
from ..states import CHECKUP

OFFICER, COMMISSIONER, FIRM = {"officer"}, {"commissioner"}, {"firm_a"}
TRUTH = {
    "invite": OFFICER, "consent": FIRM, "decline": FIRM, "hand_in": FIRM,
    "visit": OFFICER | COMMISSIONER, "diagnose": OFFICER | COMMISSIONER, "reply": FIRM,
    "pass_silence": OFFICER, "revise": OFFICER | COMMISSIONER, "issue": OFFICER,
    "follow": OFFICER, "close": OFFICER, "withdraw": OFFICER | FIRM,
}  # fmt: skip
PEOPLE = ("officer", "commissioner", "leader", "broker", "elsewhere", "firm_a", "firm_b", "nobody")
SEES = {"officer", "commissioner", "leader", "firm_a"}


def person(world: World, name: str) -> Any:
    if name == "nobody":
        return None
    return getattr(world, name) if name.startswith("firm") else world.users[name]


def test_the_truth_table_names_every_transition() -> None:
    assert set(TRUTH) == {t.code for t in CHECKUP.transitions}


def test_who_may_take_each_step(world: World) -> None:
    checkup = world.checkup("planned")
    for code, expected in TRUTH.items():
        checkup.state = CHECKUP.transition(code).sources[-1]  # not saved: only the right is asked
        allowed = {name for name in PEOPLE if may_fire(checkup, code, person(world, name))}
        assert allowed == expected, code


def test_who_manages_campaigns(world: World) -> None:
    for name in PEOPLE:
        user = person(world, name)
        allowed = guards.can_manage(user, world.city, world.campaign.domain)
        assert allowed == (name == "officer"), name
        if not allowed:
            with pytest.raises(NotAllowed):
                actions.edit_campaign(campaign=world.campaign, by=user, note="x")
            with pytest.raises(NotAllowed):
                actions.select_enterprises(campaign=world.campaign, organisations=[], by=user)


def test_who_sees_an_issued_checkup_and_its_parts(world: World) -> None:
    world.checkup("following")
    visible = dict.fromkeys((Checkup, Finding, Reply, FollowUp), SEES)
    visible |= dict.fromkeys((VisitRecord, Consent), SEES - {"leader"})
    visible[Campaign] = {"officer", "commissioner", "leader"}
    for model, expected in visible.items():
        seers = {n for n in PEOPLE if model.objects.for_(person(world, n)).exists()}
        assert seers == expected, model


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("planned", {"officer", "commissioner"}),
        ("visited", {"officer", "commissioner"}),
        ("diagnosed", {"officer", "commissioner", "firm_a"}),
        ("issued", SEES),
    ],
)
def test_the_draft_is_opened_step_by_step(world: World, state: str, readers: set[str]) -> None:
    checkup = world.checkup(state)
    people = {n for n in SEES if guards.can_read_draft(checkup, person(world, n))}
    assert people == readers


def test_an_enterprise_learns_of_its_checkup_by_the_invitation(world: World) -> None:
    checkup = world.checkup("planned")
    assert not Checkup.objects.for_(world.firm_a).exists()
    actions.invite(checkup=checkup, by=world.officer)
    assert Checkup.objects.for_(world.firm_a).get() == checkup


# ---- enterprise B and the checkup of enterprise A, over every road ----
@pytest.fixture
def issued(world: World) -> Checkup:
    return world.checkup("issued")


URLS = ("", "report/", "questionnaire/", "questionnaire/base/", "reply/", "consent/", "visit/")


@pytest.mark.parametrize("name", ["firm_b", "broker", "elsewhere"])
def test_pages_of_others_are_not_found(world: World, issued: Checkup, sign: Any, name: str) -> None:
    visitor = sign(person(world, name))
    for tail in URLS:
        assert visitor.get(f"/checkups/{issued.number}/{tail}").status_code == 404, tail


def test_lists_counts_search_and_export_are_empty_for_others(
    world: World, issued: Checkup, sign: Any
) -> None:
    firm = sign(world.firm_b)
    page = firm.get("/checkups/mine/").content.decode()
    assert issued.number not in page
    assert str(world.a) not in page
    assert "checkups" not in waiting(world.firm_b, world.day)
    for text in (issued.number, issued.report_number, world.a.name_zh):
        hits = [row for hit in find(world.firm_b, str(text)) for row in hit.rows]
        assert issued not in hits
        assert issued in [row for hit in find(world.firm_a, str(text)) for row in hit.rows]
    answer = firm.get("/checkups/mine/", format="csv")
    assert issued.number not in answer.content.decode("utf-8-sig")


def test_filters_name_nothing_of_others(world: World, issued: Checkup, sign: Any) -> None:
    page = sign(world.users["elsewhere"]).get("/checkups/").content.decode()
    assert world.campaign.number not in page
    assert world.commissioner.name not in page


def test_sorting_and_filtering_by_hand_shows_nothing_more(
    world: World, issued: Checkup, sign: Any
) -> None:
    for query in ({"q": issued.number}, {"sort": "score"}, {"view": "issued"}):
        page = sign(world.firm_b).get("/checkups/mine/", **query).content.decode()
        assert f"/checkups/{issued.number}/" not in page


def test_the_report_is_downloaded_by_its_readers_only(
    world: World, issued: Checkup, sign: Any
) -> None:
    document = documents_of(issued).get()
    for name in PEOPLE[:-1]:
        answer = sign(person(world, name)).get(f"/documents/{document.uid}/")
        assert (answer.status_code == 200) == (name in SEES), name


def test_the_api_has_the_same_scope(world: World, issued: Checkup, sign: Any) -> None:
    def numbers(name: str) -> list[str]:
        answer = sign(person(world, name)).get("/api/checkups")
        return [row["number"] for row in json.loads(answer.content)["items"]]

    assert numbers("firm_b") == numbers("broker") == numbers("elsewhere") == []
    assert numbers("firm_a") == numbers("officer") == [issued.number]
    other = sign(world.firm_b)
    assert other.get(f"/api/checkups/{issued.number}").status_code == 404
    assert other.get(f"/api/checkups/{issued.number}/answers").status_code == 404
    leader = sign(world.users["leader"])
    assert leader.get(f"/api/checkups/{issued.number}").status_code == 200
    assert leader.get(f"/api/checkups/{issued.number}/answers").status_code == 404


def test_the_api_refuses_unknown_keys_and_strangers(world: World, sign: Any) -> None:
    checkup = world.checkup("invited")
    url = f"/api/checkups/{checkup.number}/consent"

    def send(user: Any, **body: Any) -> int:
        client = sign(user).client
        return int(client.post(url, json.dumps(body), content_type="application/json").status_code)

    assert send(world.firm_a, purposes=["diagnosis"], surprise=1) == 422
    assert send(world.officer, purposes=["diagnosis"]) == 403
    assert send(world.firm_b, purposes=["diagnosis"]) == 404
    assert Checkup.objects.get(pk=checkup.pk).state == "invited"
    assert send(world.firm_a, purposes=["diagnosis"]) == 200


def test_the_export_says_what_the_list_says(world: World, issued: Checkup, sign: Any) -> None:
    answer = sign(world.officer).get("/checkups/", format="xlsx", purpose="check")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == 2
    assert issued.number in rows[1]
