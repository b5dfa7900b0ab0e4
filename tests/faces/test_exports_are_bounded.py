"""Who loops over everything takes away his own rows, and of them no more than his quota."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.notices.models import Alarm
from cigu.core.quotas.models import ExportDay

from .conftest import signed_in
from .year import END

pytestmark = pytest.mark.django_db
LISTS = {
    "api:needs": "records_needs.need",
    "api:cooperations": "records_cooperations.cooperation",
    "api:matches": "work_matchmaking.match",
    "api:events": "work_roadshows.event",
    "api:checkups": "work_checkups.checkup",
    "api:campaigns": "work_checkups.campaign",
    "api:organisations": "records_organisations.organisation",
    "api:people": "records_people.person",
    "api:teams": "records_teams.team",
    "api:achievements": "records_achievements.achievement",
    "api:platforms": "records_platforms.platform",
    "api:qualifications": "records_qualifications.qualification",
    "api:reports": "work_reports.report",
    "api:report_checks": "work_reports.reportcheck",
    "api:imports": "core_imports.import",
}
BELOW = {"api:report_figures"}  # of one record, whose address has to be known
PAGE = 3


@pytest.fixture
def quota(settings: Any) -> int:
    settings.EXPORT_QUOTA = {**settings.EXPORT_QUOTA, "expert": 40, "officer": 100_000}
    return 40


def loop(client: Any, route: str, step: int = PAGE) -> tuple[list[dict[str, Any]], int]:
    """All pages one after another, by their marks: what came, and the last answer."""
    rows: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"limit": step}
    while True:
        answer = client.get(reverse(route), asked)
        if answer.status_code != 200:
            return rows, answer.status_code
        rows += answer.json()["items"]
        if not (mark := answer.json()["next"]):
            return rows, answer.status_code
        asked["after"] = mark


def test_every_list_of_the_api_is_asked_here() -> None:
    from cigu.core.ui.paging import Paged
    from cigu.faces.api.root import api
    from cigu.faces.api.strict import operations

    paged = {
        f"api:{operation.url_name}" for _path, operation in operations(api)
        if any(issubclass(part, Paged.Input) for model in operation.models
               for part in _parts(model))
    }  # fmt: skip
    assert paged == set(LISTS) | BELOW


def _parts(model: Any) -> list[Any]:
    kinds = [field.annotation for field in model.model_fields.values()]
    return [kind for kind in [model, *kinds] if isinstance(kind, type)]


@pytest.mark.fault(40)
def test_a_low_role_that_loops_over_all_gets_its_own_rows_then_nothing(
    year: Any, quota: int
) -> None:
    expert, taken, ends = year.users["expert"], 0, []
    with travel(END):
        client = signed_in(expert)
        for route, label in LISTS.items():
            rows, last = loop(client, route)
            mine = apps.get_model(label).objects.for_(expert)
            ours = {str(uid) for uid in mine.values_list("uid", flat=True)}
            assert {row["uid"] for row in rows if "uid" in row} <= ours, route
            taken, ends = taken + len(rows), [*ends, last]
    assert 0 < taken <= quota
    assert ExportDay.objects.get(user=expert).rows == taken
    assert 429 in ends, "the loop met its end"
    codes = {a.code for a in Alarm.objects.for_(year.users["secadmin"])}
    assert f"quota.export.{expert.pk}" in codes
    assert not Alarm.objects.for_(expert).exists()


@pytest.mark.fault(40)
def test_over_the_quota_no_door_is_left_open(year: Any, quota: int) -> None:
    expert = year.users["expert"]
    with travel(END):
        client = signed_in(expert)
        for route in LISTS:
            loop(client, route, 10)
        ExportDay.objects.filter(user=expert).update(rows=quota)
        told = client.get(reverse("api:organisations"), {"limit": 1})
        assert (told.status_code, told.json()["code"]) == (429, "over_quota")
        assert told.json()["remedy"]
        file = client.get(reverse("registers:organisations"), {"format": "csv"})
        assert file.status_code == 429 and "attachment" not in file.get("Content-Disposition", "")
        assert client.get(reverse("registers:organisations")).status_code == 200, (
            "the first page is still read"
        )
    assert AuditLeaf.objects.filter(verb="quota.refused", object_uid=expert.uid).count() >= 2


def test_what_others_may_see_is_not_in_the_loop(year: Any, settings: Any) -> None:
    """With a quota as wide as you like the rows of others stay away: the officer sees more."""
    settings.EXPORT_QUOTA = {**settings.EXPORT_QUOTA, "expert": 100_000, "officer": 100_000}
    with travel(END):
        low = {r["number"] for r in loop(signed_in(year.users["expert"]), "api:cooperations")[0]}
        high = {r["number"] for r in loop(signed_in(year.officer), "api:cooperations")[0]}
    assert low < high


def test_pages_of_the_api_say_their_class_and_leave_a_leaf_for_peoples_data(year: Any) -> None:
    with travel(END):
        client = signed_in(year.officer)
        answer = client.get(reverse("api:people"), {"limit": 2})
        plain = client.get(reverse("api:events"), {"limit": 2})
    assert answer["X-Data-Class"] == "general+personal"
    assert plain["X-Data-Class"] == "general"
    leaf = AuditLeaf.objects.get(verb="api.read", object_uid=year.officer.uid)
    assert (leaf.after["rows"], leaf.after["model"]) == (2, "records_people.person")
    assert leaf.after["data_class"] == "general+personal"


def test_a_list_of_people_asks_what_for_and_keeps_the_answer(year: Any) -> None:
    with travel(END):
        client = signed_in(year.officer)
        url = reverse("registers:people")
        asked = client.get(url, {"format": "csv", "view": "all"})
        assert "attachment" not in asked.get("Content-Disposition", "")
        assert 'name="view" value="all"' in asked.content.decode()
        assert not AuditLeaf.objects.filter(verb="ui.export").exists()
        vague = client.get(url, {"format": "csv", "purpose": "other"})
        assert vague.status_code == 422
        unknown = client.get(url, {"format": "csv", "purpose": "fun"})
        assert unknown.status_code == 422
        why = {"purpose": "hand_over", "purpose_note": "市委组织部"}
        file = client.get(url, {"format": "csv", "view": "all", **why})
    assert "attachment" in file["Content-Disposition"]
    assert file.content.decode("utf-8-sig").splitlines()[0] == "数据级别：一般 · 含个人信息"
    leaf = AuditLeaf.objects.get(verb="ui.export")
    told = Asides([leaf])
    assert leaf.after["purpose"] == "hand_over"
    assert told.value(leaf, "after", "purpose_note") == "市委组织部"
    assert leaf.after["data_class"] == "general+personal"
    assert "purpose" not in told.value(leaf, "after", "query")


def test_a_list_that_the_bureau_made_important_asks_too(year: Any, settings: Any) -> None:
    with travel(END):
        client, url = signed_in(year.officer), reverse("needs:list")
        assert "attachment" in client.get(url, {"format": "xlsx"})["Content-Disposition"]
        settings.DATA_LEVELS = {"records_needs.need.budget": "important"}
        assert "attachment" not in client.get(url, {"format": "xlsx"}).get(
            "Content-Disposition", ""
        )
        file = client.get(url, {"format": "xlsx", "purpose": "report"})
    book = _book(file.content)
    assert book.properties.category == "数据级别：重要"
    assert book.properties.keywords == "important"
    assert "重要" in book.active.oddHeader.center.text


def _book(content: bytes) -> Any:
    import io

    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


def test_leafing_through_a_list_counts_from_the_second_page(year: Any, quota: int) -> None:
    expert = year.users["expert"]
    with travel(END):
        client, url = signed_in(expert), reverse("registers:organisations")
        assert client.get(url).status_code == 200
        assert not ExportDay.objects.filter(user=expert).exists()
        from cigu.faces.registers.tables import OrganisationTable

        OrganisationTable.per_page, kept = 5, OrganisationTable.per_page
        try:
            text = client.get(url).content.decode()
            following = re.search(r'href="([^"]+)" rel="next"', text)
            assert following is not None
            assert client.get(unescape(following[1])).status_code == 200
            assert ExportDay.objects.get(user=expert).rows == 5
            ExportDay.objects.filter(user=expert).update(rows=quota)
            assert client.get(unescape(following[1])).status_code == 429
        finally:
            OrganisationTable.per_page = kept
