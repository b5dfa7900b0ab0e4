"""An import whose worker dies, and files that say two things at once: nothing half, nothing twice,
and every refusal names its rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cigu.conftest import day
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database import points
from cigu.core.documents.checks import BadDocument, check_content
from cigu.core.documents.models import Document
from cigu.core.imports import jobs
from cigu.core.imports.actions import bring_file, match_columns, write_import
from cigu.core.imports.errors import BadBook, ImportRefused
from cigu.core.imports.factories import checked, fresh, table, text_file, worked
from cigu.core.imports.models import Import
from cigu.core.jobs.running import LEASE, run_job
from cigu.records.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
__all__ = ["day"]
HEAD = ["企业名称", "从业人数"]
WHAT = "organisations"


class Died(BaseException):
    """The worker is gone: nothing of it runs on, not even what catches errors."""


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory())


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STEP", "BATCH"):
        monkeypatch.setattr(jobs, name, 10)
    monkeypatch.setattr(jobs, "ONE_GO", 20)


@contextmanager
def dying_at(point: str, turn: int) -> Iterator[None]:
    passed = [0]

    def watch(name: str) -> None:
        passed[0] += name == point
        if name == point and passed[0] == turn:
            raise Died

    with points.watched(watch), pytest.raises(Died):
        yield


def goes_on(batch: Import) -> Import:
    """The lease of the dead worker runs out, and another one takes the job."""
    job = fresh(batch).job
    assert job is not None and job.state == "running"
    with change("test.silence", by=None, on=today()):
        job.seen_at = timezone.now() - LEASE - timedelta(seconds=1)
        job.save()
    run_job.call(job.pk)
    return fresh(batch)


def rows(count: int) -> list[list[Any]]:
    return [HEAD, *([f"子虚断点{n}", n] for n in range(count))]


def brought(count: int, by: User) -> Import:
    content = table(rows(count))
    return bring_file(by=by, what=WHAT, file=("a.xlsx", content), territory=make_territory())


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_a_check_that_dies_goes_on_at_its_checkpoint(officer: User) -> None:
    batch = brought(35, officer)
    with dying_at("imports.staged", 2):
        worked(match_columns(batch=batch, by=officer, mapping=batch.mapping))
    assert fresh(batch).state == "reading" and batch.rows.count() == 20
    after = goes_on(batch)
    assert (after.state, after.counts, batch.rows.count()) == ("checked", {"new": 35}, 35)


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_writing_that_dies_keeps_whole_batches_and_writes_none_twice(officer: User) -> None:
    batch = checked(WHAT, table(rows(35)), by=officer, territory=make_territory())
    begun = write_import(batch=batch, by=officer)
    with dying_at("imports.batch_marked", 2):
        worked(begun)
    assert Organisation.objects.count() == 10 == batch.rows.filter(written=True).count()
    after = goes_on(batch)
    assert after.state == "written" and Organisation.objects.count() == 35
    leaves = AuditLeaf.objects.filter(request_id=str(batch.uid))
    assert leaves.filter(object_type="records_organisations.organisation").count() == 35


@pytest.mark.fault(25)
def test_a_small_import_that_dies_leaves_nothing(officer: User) -> None:
    batch = checked(WHAT, table(rows(12)), by=officer, territory=make_territory())
    with dying_at("imports.batch_marked", 1):
        worked(write_import(batch=batch, by=officer))
    assert not Organisation.objects.exists() and not batch.rows.filter(written=True).exists()
    assert goes_on(batch).state == "written" and Organisation.objects.count() == 12


@pytest.mark.fault(26)
def test_two_encodings_in_one_file_are_refused_with_their_lines(officer: User) -> None:
    content = text_file([HEAD, ["子虚稀土材料有限公司", 1]], "gb18030")
    content += text_file([["乌有稀土研究院", 2]], "utf-8")
    with pytest.raises(BadBook) as told:
        bring_file(by=officer, what=WHAT, file=("a.csv", content))
    assert told.value.code == "mixed" and "3" in str(told.value)
    assert not Import.objects.exists() and not Document.objects.exists()


@pytest.mark.fault(26)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_wrong_decimal_mark_is_refused_with_row_and_column(officer: User, encoding: str) -> None:
    told = [[*HEAD, "年营业收入"], ["子虚甲", 1, "1234.5"], ["子虚乙", 1, "1.234,5"]]
    batch = checked(WHAT, text_file(told, encoding), by=officer, name="a.csv",
                    territory=make_territory())  # fmt: skip
    wrong = batch.rows.get(outcome="wrong")
    assert wrong.number == 3 and wrong.faults[0][0] == "revenue" and "12.5" in wrong.faults[0][1]
    with pytest.raises(ImportRefused):
        write_import(batch=batch, by=officer)
    assert not Organisation.objects.exists()


@pytest.mark.fault(20)
def test_more_rows_than_an_attachment_may_have_are_read_in_the_background(officer: User) -> None:
    content = long_sheet(100_050, lambda n: n < 4)
    with pytest.raises(BadDocument):
        check_content("a.xlsx", content)
    batch = checked(WHAT, content, by=officer, territory=make_territory())
    assert batch.job is not None and batch.job.kind == "imports.read"
    assert batch.counts == {"new": 3}
    with pytest.raises(BadDocument):
        bring_file(by=officer, what=WHAT, file=("a.xlsx", long_sheet(300_010, lambda n: n < 4)))


def long_sheet(count: int, filled: Callable[[int], bool]) -> bytes:
    """A workbook with so many rows, nearly all of them empty, made without a spreadsheet."""
    source = zipfile.ZipFile(io.BytesIO(table([HEAD])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                lines = [_row(n, filled(n)) for n in range(1, count + 1)]
                head = content.partition(b"<sheetData>")[2].partition(b"</row>")[0] + b"</row>"
                body = b"<sheetData>" + head + "".join(lines).encode() + b"</sheetData>"
                content = (
                    content.partition(b"<sheetData>")[0] + body
                    + content.partition(b"</sheetData>")[2]
                )  # fmt: skip
            package.writestr(entry.filename, content)
    return out.getvalue()


def _row(number: int, filled: bool) -> str:
    cells = f'<c t="inlineStr"><is><t>子虚长表{number}</t></is></c>' if filled else ""
    return f'<row r="{number + 1}">{cells}</row>'
