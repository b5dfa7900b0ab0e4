"""The pages of the import, as an officer goes through them, and as others are kept out."""

from __future__ import annotations

import io
import uuid
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.imports.factories import checked, fresh, table, worked
from cigu.core.imports.models import Import
from cigu.records.organisations.factories import make_enterprise
from cigu.records.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
ROWS = [["单位名儿", "从业人数"], ["子虚甲", 1], ["子虚乙", "两个"]]
HOME = "/imports/"


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory())


@pytest.fixture
def page(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def send(page: Client, url: str, **fields: Any) -> Any:
    return page.post(url, {"_key": str(uuid.uuid4()), **fields})


def upload(rows: list[list[Any]] = ROWS, name: str = "台账.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, table(rows))


def bring(page: Client, rows: list[list[Any]] = ROWS, **more: Any) -> Import:
    place, domain = make_territory().pk, make_domain().pk
    answer = send(page, f"{HOME}new/", what="organisations", file=upload(rows), territory=place,
                  domain=domain, reason="2024 年 6 月", **more)  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("pk")


def test_a_workbook_goes_through_the_pages(page: Client) -> None:
    batch = bring(page)
    url = f"{HOME}{batch.uid}/"
    shown = page.get(f"{url}match/").content.decode()
    assert "单位名儿" in shown and "子虚甲" in shown and "没有列对应：全称" in shown
    answer = send(page, f"{url}match/", sheet="Sheet1", row=1, rows=1, c0="name_zh", c1="employees")
    assert answer.status_code == 302
    assert "可以离开此页" in page.get(url).content.decode()
    assert page.get(f"{url}progress/").headers.get("HX-Refresh") is None
    batch = worked(fresh(batch))
    shown = page.get(url).content.decode()
    assert "填数字" in shown and "有 1 行有错" in shown
    assert page.get(f"{url}progress/", headers={"HX-Request": "true"}).headers["HX-Refresh"]
    assert page.get(f"{url}write/").status_code == 409
    assert send(page, f"{url}rows/3/", decision="skip").status_code == 302
    assert "写入 1 行" in page.get(url).content.decode()
    assert send(page, f"{url}write/", reason="").status_code == 302
    assert worked(fresh(batch)).state == "written"
    assert Organisation.objects.get().name_zh == "子虚甲"
    assert str(batch.uid) in page.get(url).content.decode()
    assert "子虚甲" in page.get(f"{url}?view=new").content.decode()


def test_the_headings_are_looked_for_where_one_says(page: Client) -> None:
    rows = [["说明"], ["甲", "乙"], ["单位名儿", "头衔"], ["子虚甲", 3]]
    batch = bring(page, rows)
    shown = page.get(f"{HOME}{batch.uid}/match/?sheet=Sheet1&row=3&rows=1").content.decode()
    assert "头衔" in shown and "子虚甲" in shown
    again = page.get(f"{HOME}{batch.uid}/match/?sheet=None&row=-3&rows=9").content.decode()
    assert "说明" in again


def test_one_column_cannot_stand_for_two(page: Client) -> None:
    batch = bring(page)
    answer = send(page, f"{HOME}{batch.uid}/match/", sheet="Sheet1", row=1, rows=1,
                  c0="name_zh", c1="name_zh")  # fmt: skip
    assert answer.status_code == 422 and "有两列都对应" in answer.content.decode()


def test_selected_rows_are_decided_together(page: Client, officer: User) -> None:
    make_enterprise(name_zh="子虚永磁有限责任公司", by=officer, territory=make_territory())
    rows = [["企业名称", "从业人数"], ["子虚永磁有限公司", 1], ["子虚永磁股份有限公司", 2]]
    batch = checked("organisations", table(rows), by=officer, territory=make_territory())
    url = f"{HOME}{batch.uid}/rows/"
    asked = page.post(url, {"_key": str(uuid.uuid4()), "sel": ["2", "3"]})
    assert asked.status_code == 200 and "2,3" in asked.content.decode()
    assert send(page, url, sel="2,3", decision="new").status_code == 302
    assert fresh(batch).count("new") == 2
    row = page.get(f"{url}2/").content.decode()
    assert "子虚永磁有限责任公司" in row


def test_files_come_out_with_comments_templates_and_lists(page: Client, officer: User) -> None:
    batch = bring(page, [["企业名称", "从业人数"], ["子虚甲", "两个"]])
    send(page, f"{HOME}{batch.uid}/match/", sheet="Sheet1", row=1, rows=1, c0="name_zh",
         c1="employees")  # fmt: skip
    worked(fresh(batch))
    answer = page.get(f"{HOME}{batch.uid}/problems/")
    made = load_workbook(io.BytesIO(answer.content))
    assert "填数字" in made["Sheet1"]["B2"].comment.text and "问题清单" in made.sheetnames
    assert (
        page.get(f"{HOME}templates/organisations/csv/").content.decode("utf-8-sig")[:3] == "全称*"
    )
    assert load_workbook(io.BytesIO(page.get(f"{HOME}templates/needs/xlsx/").content))
    make_enterprise(name_zh="=子虚出表", by=officer, territory=make_territory())
    assert "用途" in page.get(f"{HOME}lists/organisations/csv/").content.decode()
    taken = page.get(f"{HOME}lists/organisations/csv/?purpose=check&purpose_note=")
    assert "'=子虚出表" in taken.content.decode("utf-8-sig")
    leaf = AuditLeaf.objects.get(verb="imports.list")
    assert leaf.after["purpose"] == "check" and leaf.after["rows"] == 1


def test_only_officers_come_in_and_each_sees_own_files(page: Client) -> None:
    batch = bring(page)
    stranger, other = Client(), Client()
    stranger.force_login(make_user(Role.BROKER, territory=make_territory()))
    other.force_login(make_user(Role.OFFICER, territory=make_territory()))
    assert stranger.get(HOME).status_code == 403
    assert stranger.get(f"{HOME}templates/organisations/csv/").status_code == 403
    assert other.get(HOME).status_code == 200
    for part in ("", "match/", "progress/", "rows/2/", "write/", "problems/", "discard/"):
        assert other.get(f"{HOME}{batch.uid}/{part}").status_code == 404


def test_work_is_stopped_and_goes_on(page: Client) -> None:
    batch = bring(page)
    url = f"{HOME}{batch.uid}/"
    send(page, f"{url}match/", sheet="Sheet1", row=1, rows=1, c0="name_zh")
    assert page.get(f"{url}discard/").status_code == 409
    assert send(page, f"{url}stop/").status_code == 302
    assert worked(fresh(batch)).job.state == "stopped"
    assert "接着做" in page.get(url).content.decode()
    assert send(page, f"{url}again/").status_code == 302
    assert worked(fresh(batch)).state == "checked"
    assert send(page, f"{url}discard/").status_code == 302
    assert not fresh(batch).rows.exists()


def test_the_api_brings_shows_and_writes(page: Client) -> None:
    told = {
        "noun": "organisations", "territory": make_territory().pk, "name": "台账.xlsx",
        "content": b64encode(table([["企业名称", "从业人数"], ["子虚甲", 1]])).decode(),
    }  # fmt: skip
    answer = page.post("/api/imports", told, content_type="application/json")
    assert answer.status_code == 201, answer.content
    uid = answer.json()["uid"]
    worked(Import.objects.get(uid=uid))
    told = page.get(f"/api/imports/{uid}").json()
    assert told["state"] == "checked" and told["counts"] == {"new": 1}
    found = page.get(f"/api/imports/{uid}/rows?outcome=new").json()
    assert found[0]["label"] == "子虚甲"
    assert page.post(f"/api/imports/{uid}/write").status_code == 200
    worked(Import.objects.get(uid=uid))
    assert page.post(f"/api/imports/{uid}/write").status_code == 422
    assert Organisation.objects.filter(name_zh="子虚甲").exists()
