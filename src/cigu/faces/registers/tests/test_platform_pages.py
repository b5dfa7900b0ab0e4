"""An officer registers a platform and states what is known of bodies and people, through pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cigu.records.cooperations.factories import make_enterprise, make_person
from cigu.records.cooperations.tests.support import send, signed_in
from cigu.records.people.models import Engagement
from cigu.records.platforms.models import Platform

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registers:{name}", args=args)


def test_a_platform_from_registration_to_merger(world):
    firm, client = make_enterprise(world), signed_in(world.officer)
    given = {
        "name": "子虚中心", "kind": "rd_centre", "organisation": firm.name_zh, "core": "on",
        "territory": world.county.pk, "domain": world.domain.pk, "since": "2023-01-01",
        "grade_now": "region", "stages": ["pilot", "testing"],
    }  # fmt: skip
    wrong = send(client, url("register_platform"), {**given, "organisation": "无此机构"})
    assert wrong.status_code == 422
    done = send(client, url("register_platform"), given)
    row = Platform.objects.get()
    assert done.status_code == 302 and done.url == url("platform", row.uid) and row.synthetic
    for step, sent in (
        ("grade_platform", {"grade": "nation", "since": "2024-05-01"}),
        ("cover_stage", {"stage": "basic"}),
        ("accept_platform", {"result": "passed", "held_on": "2024-05-02", "body": "示例组"}),
        ("merge_platform", {"printed": "乌有室", "merged_on": "2024-05-03"}),
        ("edit_platform", {**given, "note": "改过"}),
    ):
        assert send(client, url(step, row.uid), sent).status_code == 302, step
    page = client.get(url("platform", row.uid)).content.decode()
    for text in ("国家级", "2024-05-02", "乌有室", "基础研究", "改过"):
        assert text in page
    part = row.grades.get(until__isnull=True)
    ended = send(client, url("end_platform_part", part.uid), {"until": "2024-06-01"})
    assert ended.status_code == 302
    for asked, n in (
        ({}, 1), ({"view": "nation"}, 0), ({"graded": "nation"}, 0), ({"stage": "pilot"}, 1),
        ({"on": "2022-12-31"}, 0), ({"view": "core"}, 1), ({"kind": "joint_lab"}, 0),
    ):  # fmt: skip
        assert client.get(url("platforms"), asked).context["table"].total == n, asked
    shown = client.get(url("platform_stages"))
    assert shown.context["covered"] == 3 and "子虚中心" in shown.content.decode()
    assert client.get(url("platform_stages"), {"on": "2022-12-31"}).context["covered"] == 0
    told = client.get(f"/api/registers/platforms/{row.uid}").json()
    assert [g["grade"] for g in told["grades"]] == ["region", "nation"]


def test_leads_researchers_and_engagements(world):
    firm, client = make_enterprise(world), signed_in(world.officer)
    person = make_person(world)
    for step, sent in (
        ("name_lead", {"segment": world.segment.pk, "role": "lead"}),
        ("state_headcount", {"as_of": "2024-05-31", "researchers": "25", "method": "statement",
                             "comparator": ">"}),
    ):  # fmt: skip
        done = send(client, url(step, firm.uid), sent)
        assert done.status_code == 302 and done.url == url("organisation", firm.uid), step
    page = client.get(url("organisation", firm.uid)).content.decode()
    assert "龙头企业" in page and "本单位申报" in page
    assert send(client, url("end_lead", firm.leads.get().uid), {}).status_code == 302
    sent = {"organisation": firm.name_zh, "kind": "engaged", "degree": "doctor",
            "since": "2024-05-01", "source": "聘书"}  # fmt: skip
    assert send(client, url("engage_person", person.uid), sent).status_code == 302
    assert "聘任专家" in client.get(url("person", person.uid)).content.decode()
    row = Engagement.objects.get()
    assert send(client, url("end_engagement", row.uid), {}).status_code == 302
    row.refresh_from_db()
    assert row.until is not None
