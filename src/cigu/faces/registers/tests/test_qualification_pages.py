"""An officer enters a certificate; the enterprise's page, the list and the API tell it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cigu.records.cooperations.factories import make_enterprise
from cigu.records.cooperations.tests.support import send, signed_in
from cigu.records.qualifications.models import Qualification

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def url(name, *args):
    return reverse(f"registers:{name}", args=args)


def test_an_officer_enters_corrects_and_ends_a_certificate(world):
    firm, client = make_enterprise(world), signed_in(world.officer)
    page = client.get(url("award_qualification"), {"enterprise": str(firm.uid)})
    assert firm.name_zh in page.content.decode()
    given = {
        "enterprise": firm.name_zh, "kind": "high_tech", "level": "nation", "issuer": "虚构机构",
        "certificate": "00GR2023-7", "issued_on": "2023-11-09", "source": "",
    }  # fmt: skip
    missed = send(client, url("award_qualification"), {**given, "enterprise": "示例企"})
    assert missed.status_code == 422 and firm.name_zh in missed.content.decode()
    paper = SimpleUploadedFile("证书.pdf", PDF, "application/pdf")
    done = send(client, url("award_qualification"), {**given, "paper": paper})
    row = Qualification.objects.get()
    assert done.status_code == 302 and done.url == url("qualification", row.uid)
    assert (row.valid_from, row.valid_to) == (date(2023, 11, 9), date(2026, 11, 9))
    shown = client.get(done.url).content.decode()
    assert "证书.pdf" in shown and "2026-11-08" in shown
    assert "高新技术企业" in client.get(url("organisation", firm.uid)).content.decode()
    refused = send(client, url("award_qualification"), given)
    assert refused.status_code == 422 and "已有同类资质" in refused.content.decode()
    fixed = {**given, "certificate": "00GR2023-8", "last_day": "2026-11-08", "reason": "笔误"}
    assert send(client, url("correct_qualification", row.uid), fixed).status_code == 302
    ended = {"end_reason": "unmet", "ended_on": "2024-06-01", "reason": ""}
    assert send(client, url("revoke_qualification", row.uid), ended).status_code == 302
    row.refresh_from_db()
    assert (row.certificate, row.ended_on) == ("00GR2023-8", date(2024, 6, 1))


def test_list_and_api_tell_what_held_on_a_day(world):
    firm, client = make_enterprise(world), signed_in(world.officer)
    given = {
        "enterprise": firm.credit_code, "kind": "leading", "level": "region", "issuer": "虚构机构",
        "issued_on": "2023-11-09", "last_day": "2024-07-01",
    }  # fmt: skip
    assert send(client, url("award_qualification"), given).status_code == 302
    for asked, n in (
        ({}, 1), ({"view": "soon"}, 1), ({"view": "over"}, 0), ({"view": "all", "on": ""}, 1),
        ({"view": "all", "on": "2023-11-08"}, 0), ({"view": "all", "on": "2024-07-01"}, 1),
        ({"kind": "champion"}, 0), ({"q": firm.name_zh}, 1),
    ):  # fmt: skip
        assert client.get(url("qualifications"), asked).context["table"].total == n, asked
    told = client.get("/api/registers/qualifications", {"on": "2024-07-01"}).json()
    assert told["items"][0]["valid_to"] == "2024-07-02" and told["items"][0]["is_new"]
    assert not client.get("/api/registers/qualifications", {"on": "2024-07-02"}).json()["items"]
    assert client.get("/api/registers/qualifications", {"on": "July"}).status_code == 422
