"""The auditor finds a leaf, sees that all is sealed, checks it, and takes a bundle home."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import Party, User
from cigu.core.audit import keys
from cigu.core.audit.exporting import export
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, SealHead
from cigu.core.audit.recording import change
from cigu.core.audit.verifier.verify_bundle import verify
from cigu.core.clock.business import fix_day
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_job
from cigu.faces.auditing.tables import LeafTable

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


@pytest.fixture
def auditor(db: Any) -> User:
    fix_day(ON)
    return make_user("auditor")


@pytest.fixture
def client(auditor: User) -> Client:
    client = Client()
    client.force_login(auditor)
    return client


@pytest.fixture
def party() -> Party:
    party = make_party("person", "拟名甲")
    with change(
        "test.rename", by=make_user("officer", username="lisi"), on=ON, reason="拟名甲要求"
    ):
        party.name = "拟名乙"
        party.save()
    return party


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def ids(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'href="/audit/leaves/(\d+)/"', text)]


def test_the_log_goes_by_id_to_its_end_and_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        make_party()
    monkeypatch.setattr(LeafTable, "per_page", 4)
    every = list(AuditLeaf.objects.order_by("-pk").values_list("pk", flat=True))
    seen, path = [], "/audit/log/"
    while path:
        text = page(client, path)
        seen += ids(text)
        found = re.search(r'href="([^"]+)" rel="next"', text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert seen == every and len(every) > 8
    back = re.search(r'href="([^"]+)" rel="prev"', text)
    assert back and ids(page(client, back[1])) == every[len(every) - len(ids(text)) - 4 :][:4]
    assert 'rel="prev"' not in page(client, "/audit/log/")


def test_the_log_is_searched_by_everything_one_asks(client: Client, party: Party) -> None:
    leaf = AuditLeaf.objects.get(verb="test.rename")
    today = timezone.localtime().date()
    for query in (
        f"record={party.uid}", f"record={party.uid.hex}&act=test.rename", "act=test.ren",
        "actor=拟名lisi", "actor=LISI", f"actor={leaf.actor}",
        f"act=test.rename&recorded_at_from={today}&recorded_at_to={today}",
    ):  # fmt: skip
        assert leaf.pk in ids(page(client, f"/audit/log/?{query}")), query
    for query in ("record=core_access.grant", "act=rename", "actor=张三", "request=x",
                  "recorded_at_to=2020-01-01"):  # fmt: skip
        assert leaf.pk not in ids(page(client, f"/audit/log/?{query}")), query
    with connection.cursor() as cursor:
        cursor.execute("update audit_leaf set request_id = 'abc' where id = %s", [leaf.pk])
    assert ids(page(client, "/audit/log/?request=abc")) == [leaf.pk]


def test_a_leaf_names_who_acted_and_keeps_personal_values_closed(
    client: Client, party: Party
) -> None:
    leaf = AuditLeaf.objects.get(verb="test.rename")
    text = page(client, f"/audit/leaves/{leaf.pk}/")
    assert "拟名lisi" in text and "另行保存" in text and "尚未封存" in text
    assert "拟名甲" not in text and "拟名乙" not in text and "sha256:" not in text
    head = seal_all()
    text = page(client, f"/audit/leaves/{leaf.pk}/")
    assert f'href="/audit/heads/{head.size}/"' in text
    assert client.get("/audit/leaves/999999999/").status_code == 404


def test_a_changed_leaf_says_so(client: Client, party: Party) -> None:
    leaf = AuditLeaf.objects.get(verb="test.rename")
    assert "不成立" not in page(client, f"/audit/leaves/{leaf.pk}/")
    with connection.cursor() as cursor:
        cursor.execute("update audit_leaf set verb = 'test.other' where id = %s", [leaf.pk])
    assert "不成立" in page(client, f"/audit/leaves/{leaf.pk}/")


def test_heads_and_targets_say_how_it_stands(client: Client, party: Party, tmp_path: Path) -> None:
    seal_all()
    export()
    text = page(client, "/audit/")
    head = SealHead.objects.latest("size")
    assert str(tmp_path / "off") in text and "已导出" in text
    note = client.get(f"/audit/heads/{head.size}/")
    assert note.content.decode() == head.note and "attachment" in note["Content-Disposition"]


def test_without_a_target_the_page_says_what_that_means(client: Client, settings: Any) -> None:
    settings.AUDIT_EXPORT = []
    assert "CIGU_AUDIT_EXPORT" in page(client, "/audit/")


def test_a_target_that_fails_is_named(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings.AUDIT_EXPORT = [tmp_path / "blocked"]
    seal_all()
    assert export()
    assert "失败" in page(client, "/audit/")


def test_the_check_runs_as_a_job_and_its_outcome_is_shown(client: Client, party: Party) -> None:
    seal_all()
    assert client.post("/audit/check/").status_code == 302
    assert client.post("/audit/check/").status_code == 302
    job = Job.objects.get()
    assert 'hx-get="/audit/check/"' in page(client, "/audit/"), "the panel asks again by itself"
    run_job.func(job.pk)
    text = page(client, "/audit/check/")
    assert "成立" in text and 'hx-get="/audit/check/"' not in text
    job.refresh_from_db()
    assert job.result["holds"] and job.done == job.result["sealed"] > 0
    with connection.cursor() as cursor:
        cursor.execute("update audit_leaf set actor = 'somebody' where verb = 'test.rename'")
    client.post("/audit/check/")
    run_job.func(Job.objects.latest("pk").pk)
    text = page(client, "/audit/check/")
    assert "不成立" in text and "was changed: test.rename" in text


def test_a_check_that_waits_can_be_stopped(client: Client) -> None:
    client.post("/audit/check/")
    job = Job.objects.get()
    assert client.post("/audit/check/", {"stop": str(job.uid)}).status_code == 302
    job.refresh_from_db()
    assert job.stop_asked
    assert client.post("/audit/check/", {"stop": "x"}).status_code == 404


def test_the_check_is_refused_to_whoever_lost_the_role(client: Client, auditor: User) -> None:
    client.post("/audit/check/")
    job = Job.objects.get()
    with change("test.end", by=None, on=ON):
        grant = auditor.grants.get()
        grant.valid_to = grant.valid_from
        grant.save()
    run_job.func(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and job.result is None


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path / "data" / "bundles"


def made(client: Client, **asked: str) -> Job:
    """A bundle asked for through the page, and made as the worker would."""
    answer = client.post("/audit/bundle/", asked)
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.filter(kind="audit.bundle").latest("pk")
    assert 'hx-get="/audit/bundle/made/"' in page(client, "/audit/bundle/"), "the list asks again"
    run_job.func(job.pk)
    job.refresh_from_db()
    return job


def test_a_bundle_is_made_fetched_and_holds(
    client: Client, auditor: User, party: Party, folder: Path
) -> None:
    held = seal_all().note
    make_party()
    seal_all()
    assert str(party.uid) in page(client, f"/audit/bundle/?record={party.uid}")
    job = made(client, record=str(party.uid), since=held.replace("\n", "\r\n"))
    assert job.state == "done", job.error
    leaf = AuditLeaf.objects.get(verb="audit.bundle")
    assert leaf.actor == str(auditor.uid)
    link = f"/audit/bundle/{job.uid}/"
    assert f'href="{link}"' in page(client, "/audit/bundle/made/")
    answer: Any = client.get(link)
    assert answer["Content-Type"] == "application/zip" and "attachment" in answer.headers.get(
        "Content-Disposition", ""
    )
    said, _keys, _head, before, bodies = verify(io.BytesIO(answer.getvalue()), held=held)
    assert said["records"] == [str(party.uid)] and before and len(bodies) == 2
    assert made(client, first="0", last="1").result["leaves"] == 2


def test_a_bundle_is_its_makers_and_goes_after_its_days(
    client: Client, party: Party, folder: Path
) -> None:
    seal_all()
    first = made(client, first="0", last="0")
    other = Client()
    other.force_login(make_user("auditor", username="second"))
    assert other.get(f"/audit/bundle/{first.uid}/").status_code == 404
    assert str(first.uid) not in page(other, "/audit/bundle/")
    old = time.time() - 8 * 86400
    os.utime(folder / f"{first.uid}.zip", (old, old))
    (folder / ".half.zip.1").write_bytes(b"of a worker that was killed")
    os.utime(folder / ".half.zip.1", (old, old))
    second = made(client, first="0", last="0")
    assert [path.name for path in folder.iterdir()] == [f"{second.uid}.zip"]
    assert client.get(f"/audit/bundle/{first.uid}/").status_code == 404
    assert "不再保留" in page(client, "/audit/bundle/")


def test_a_tree_that_does_not_lead_to_its_head_gives_no_bundle(
    client: Client, party: Party, folder: Path
) -> None:
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute('update audit_sealed set hash = %s where "index" = 0', ["00" * 32])
    job = made(client, first="0", last="0")
    assert job.state == "failed" and list(folder.iterdir()) == []
    assert "最新树头" in page(client, "/audit/bundle/")


def test_a_bundle_that_waits_can_be_stopped(client: Client, party: Party, folder: Path) -> None:
    seal_all()
    client.post("/audit/bundle/", {"first": "0", "last": "0"})
    job = Job.objects.get(kind="audit.bundle")
    assert client.post("/audit/bundle/made/", {"stop": str(job.uid)}).status_code == 302
    job.refresh_from_db()
    assert job.stop_asked
    assert client.post("/audit/bundle/made/", {"stop": "x"}).status_code == 404
    assert client.get(f"/audit/bundle/{job.uid}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "请填写"),
        ({"record": "x"}, "公开编号"),
        ({"record": "00000000-0000-4000-8000-000000000000"}, "没有关于该记录"),
        ({"first": "0", "last": "9999"}, "现有位置"),
        ({"first": "0", "last": "1", "since": "no head"}, "树头不是"),
    ],
)
def test_what_cannot_be_given_is_said_at_the_form(
    client: Client, party: Party, asked: dict[str, str], told: str
) -> None:
    seal_all()
    answer = client.post("/audit/bundle/", asked)
    assert answer.status_code == 422 and told in answer.content.decode()


@pytest.mark.parametrize("role", ["officer", "sysadmin", "secadmin", "leader"])
def test_for_others_there_is_no_audit(role: str, auditor: User, party: Party) -> None:
    client, leaf = Client(), AuditLeaf.objects.latest("pk")
    head = seal_all()
    client.force_login(make_user(role))
    for path in ("", "check/", "log/", "bundle/", "bundle/made/"):
        assert client.get(f"/audit/{path}").status_code == 403, path
    for path in (f"leaves/{leaf.pk}/", f"heads/{head.size}/", f"bundle/{leaf.object_uid}/"):
        assert client.get(f"/audit/{path}").status_code == 404, path
    for path in ("check/", "bundle/made/"):
        assert client.post(f"/audit/{path}").status_code == 403, path
    assert client.post("/audit/bundle/", {"first": "0", "last": "0"}).status_code == 403
    assert not Job.objects.exists()
