"""Many files at once, through the pages: each is taken, read or refused by itself."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_job
from cigu.core.quotas.models import ExportDay

from ..forms import MOST_FILES
from ..judging.offices import named_office
from ..models import CheckBatch, ReportCheck
from .conftest import Year
from .test_reading import pdf, word

MANY = "/reports/checks/many/"
GOOD, BAD = "全年达成技术合作4项。", "全年达成技术合作9项，授权专利395件。"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600
FILES = {
    "好稿.txt": GOOD.encode(), "差稿.docx": word(BAD), "空话.txt": "工作扎实推进。".encode(),
    "加密.docx": OLE, "加密.pdf": pdf(lock="示例"), "扫描.pdf": pdf(3, picture=True),
    "过大.txt": b"1" * (10 * 1024 * 1024 + 1), "表.xlsx": b"PK", "无字.txt": b"",
}  # fmt: skip


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, year: Year, files: dict[str, bytes], **more: Any) -> Any:
    given = {
        "_key": str(uuid.uuid4()), "office": "示例局", "territory": year.where.territory.pk,
        "domain": year.where.domain.pk, "since": "2023-06-08", "until": "2024-06-08", **more,
    }  # fmt: skip
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return client.post(MANY, {**given, "reports": uploads})


def read_all() -> None:
    for job in Job.objects.filter(kind="reports.check", state="waiting"):
        run_job.func(job.pk)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_file_is_taken_by_itself_and_each_refusal_is_named(year: Year) -> None:
    client = signed(year.officer)
    answer = send(client, year, FILES)
    batch = CheckBatch.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, batch.get_absolute_url())
    refused = {row.name: row.code for row in batch.refused.all()}
    assert refused == {"加密.docx": "old_word", "过大.txt": "size", "表.xlsx": "kind",
                       "无字.txt": "empty"}  # fmt: skip
    page = text(client, batch.get_absolute_url())
    assert "4 / 9" in page and "hx-trigger" in page and page.count("等待读取") == 5
    read_all()
    states = {c.title: (c.state, c.fault) for c in batch.checks.all()}
    assert {name: state for name, (state, _why) in states.items()} == {
        "好稿": "open",
        "差稿": "open",
        "空话": "open",
        "加密": "failed",
        "扫描": "failed",
    }
    page = text(client, batch.get_absolute_url())
    assert "9 / 9" in page and "hx-trigger" not in page
    for name in refused:
        assert name in page
    for words in ("密码", "扫描", "没有读到数字", "10 MB"):
        assert words in page, words


def test_progress_of_one_long_file_is_told_by_its_pages(year: Year) -> None:
    client = signed(year.officer)
    send(client, year, {"a.txt": GOOD.encode(), "b.txt": GOOD.encode()})
    job = Job.objects.filter(kind="reports.check").order_by("pk").first()
    at(job, state="running", done=40, total=500)
    page = text(client, CheckBatch.objects.get().get_absolute_url())
    assert "40 / 500" in page and page.count("等待读取") == 1
    for one in Job.objects.filter(kind="reports.check"):
        at(one, state="failed", error="盘满了。")
    page = text(client, CheckBatch.objects.get().get_absolute_url())
    assert "盘满了。" in page and "hx-trigger" not in page, "nothing goes on by itself"


def at(job: Job, **fields: Any) -> None:
    """As its worker would say it."""
    with change("jobs.progress", by=job.owner, on=today()):
        for name, value in fields.items():
            setattr(job, name, value)
        job.save()


def test_the_list_counts_verdicts_and_the_workbook_holds_every_figure(year: Year) -> None:
    client = signed(year.officer)
    send(client, year, {"好稿.txt": GOOD.encode(), "差稿.docx": word(BAD), "坏.docx": OLE})
    read_all()
    batch = CheckBatch.objects.get()
    leaves, used = AuditLeaf.objects.count(), rows_taken(year.officer)
    answer = client.get(f"{batch.get_absolute_url()}figures.xlsx")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert rows_taken(year.officer) - used == 3 + 3, "three files and three figures"
    leaf = AuditLeaf.objects.order_by("pk").last()
    assert (leaf.verb, leaf.object_uid) == ("ui.export", batch.uid)
    assert AuditLeaf.objects.count() == leaves + 1
    files, figures = load_workbook(io.BytesIO(answer.content)).worksheets
    heads, *rows = files.iter_rows(values_only=True)
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert told["差稿"]["有差异"] == 1 and told["差稿"]["缺来源"] == 1
    assert told["好稿"]["一致"] == 1 and told["坏.docx"]["状态"] == "未接收"
    _head, *rows = figures.iter_rows(values_only=True)
    assert [(row[1], row[3]) for row in rows] == [("好稿", "4项"), ("差稿", "9项"),
                                                  ("差稿", "395件")]  # fmt: skip


def rows_taken(user: Any) -> int:
    day = ExportDay.objects.filter(user=user).first()
    return int(day.rows) if day else 0


def test_over_the_quota_no_workbook_leaves(year: Year, settings: Any) -> None:
    client = signed(year.officer)
    send(client, year, {"好稿.txt": GOOD.encode()})
    read_all()
    settings.EXPORT_QUOTA = dict.fromkeys(settings.EXPORT_QUOTA, 1)
    batch = CheckBatch.objects.get()
    assert client.get(f"{batch.get_absolute_url()}figures.xlsx").status_code == 429
    check = batch.checks.get()
    settings.EXPORT_QUOTA = dict.fromkeys(settings.EXPORT_QUOTA, 0)
    assert client.get(f"{check.get_absolute_url()}marked.xlsx").status_code == 429


def test_too_many_or_no_files_are_refused_at_the_field_and_nothing_is_kept(year: Year) -> None:
    client = signed(year.officer)
    many = {f"{n}.txt": b"1" for n in range(MOST_FILES + 1)}
    answer = send(client, year, many)
    assert answer.status_code == 422 and "101" in answer.content.decode()
    assert send(client, year, {}).status_code == 422
    assert not CheckBatch.objects.exists() and not ReportCheck.objects.exists()


def test_the_same_form_sent_twice_is_one_batch(year: Year) -> None:
    client, key = signed(year.officer), str(uuid.uuid4())
    for _again in range(2):
        answer = send(client, year, {"好稿.txt": GOOD.encode()}, _key=key)
        assert answer.status_code == 302
    assert CheckBatch.objects.get().checks.count() == 1


def test_a_stranger_finds_no_batch_and_starts_none_here(year: Year, stranger: Any) -> None:
    send(signed(year.officer), year, {"好稿.txt": GOOD.encode()})
    address = CheckBatch.objects.get().get_absolute_url()
    client = signed(stranger)
    for path in (address, f"{address}figures.xlsx"):
        assert client.get(path).status_code == 404
    assert send(client, year, {"好稿.txt": GOOD.encode()}).status_code in (403, 422)
    assert CheckBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "office"),
    [
        ("年度报告\n示例市科技局\n正文4项。", "示例市科技局"),
        ("年度报告\n正文4项。\n示例市科学技术局\n2024年6月14日", "示例市科学技术局"),
        ("年度报告\n来源：示例日报社\n发布单位：示例高新区管委会\n正文。", "示例高新区管委会"),
        ("年度报告\n打开工作新格局\n示例市科技局召开会议，部署工作4项。", ""),
        ("", ""),
    ],
)
def test_the_office_that_a_text_names(told: str, office: str) -> None:
    assert named_office(told) == office


def test_a_correction_through_pages_is_remembered_for_the_office_that_the_text_names(
    year: Year,
) -> None:
    """Nobody types the office: both drafts name it, and the second knows what the first learnt."""
    client = signed(year.officer)
    draft = "年度工作稿\n示例市科技局\n促成各类牵手项目4项。"
    first = taken(client, year, draft)
    assert first.office == "示例市科技局"
    order = first.figures.get(data__text="4项").order
    answer = client.post(f"{first.get_absolute_url()}figures/{order}/link/", {
        "_key": str(uuid.uuid4()), "indicator": "A-23", "text": "即技术合作",
    })  # fmt: skip
    assert answer.status_code == 302
    again = taken(client, year, draft.replace("年度", "季度"))
    found = again.figures.get(data__text="4项")
    assert (found.indicator, found.verdict, found.data["chosen"]) == ("A-23", "agrees", "memory")
    nameless = taken(client, year, "促成各类牵手项目4项。")
    assert (nameless.office, figure(nameless).data["chosen"] == "memory") == ("", False)
    assert "发布单位未知" in text(client, nameless.get_absolute_url())
    answer = client.post(f"{nameless.get_absolute_url()}office/", {
        "_key": str(uuid.uuid4()), "office": "示例市科技局",
    })  # fmt: skip
    assert answer.status_code == 302 and figure(nameless).data["chosen"] == "memory"


def figure(check: ReportCheck) -> Any:
    return check.figures.get(data__text="4项")


def taken(client: Client, year: Year, told: str) -> ReportCheck:
    answer = client.post("/reports/checks/new/", {
        "_key": str(uuid.uuid4()), "territory": year.where.territory.pk,
        "domain": year.where.domain.pk, "since": "2023-06-08", "until": "2024-06-08",
        "report": SimpleUploadedFile("稿.txt", told.encode()),
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    return ReportCheck.objects.get(number=answer["Location"].rstrip("/").rpartition("/")[2])
