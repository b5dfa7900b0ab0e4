"""An import whose worker dies, and files that say two things at once: nothing half, nothing twice,
and every refusal names its rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from cigu.conftest import day
from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database import points
from cigu.core.documents.checks import BadDocument, check_content
from cigu.core.documents.models import Document
from cigu.core.figures.sources import Where
from cigu.core.imports import guards, jobs, whole
from cigu.core.imports.actions import (
    bring_again,
    bring_file,
    match_columns,
    take_back_import,
    write_import,
)
from cigu.core.imports.errors import BadBook, ImportRefused
from cigu.core.imports.factories import checked, fresh, table, text_file, worked
from cigu.core.imports.models import Import
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import LEASE, run_job, stop_job
from cigu.engines.basis.periods import Period
from cigu.records.organisations.actions import edit_organisation, register_organisations
from cigu.records.organisations.figures import ENTERPRISES
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Person

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
    for where, name in ((jobs, "STEP"), (whole, "BATCH"), (whole, "BACK")):
        monkeypatch.setattr(where, name, 10)
    monkeypatch.setattr(guards, "ONE_GO", 20)


@contextmanager
def dying_at(point: str, turn: int) -> Iterator[None]:
    def dies() -> None:
        raise Died

    with pytest.raises(Died), doing_at(point, turn, dies):
        yield


@contextmanager
def doing_at(point: str, turn: int, act: Callable[[], Any]) -> Iterator[None]:
    passed = [0]

    def watch(name: str) -> None:
        passed[0] += name == point
        if name == point and passed[0] == turn:
            act()

    with points.watched(watch):
        yield


def breaks() -> None:
    raise RuntimeError("an error that nobody foresaw")


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
def test_writing_that_dies_shows_nothing_and_goes_on_to_its_end(officer: User) -> None:
    batch = checked(WHAT, table(rows(35)), by=officer, territory=make_territory())
    begun = write_import(batch=batch, by=officer)
    with dying_at("imports.batch_marked", 2):
        worked(begun)
    assert batch.rows.filter(written=True).count() == 10 and not seen(officer)
    after = goes_on(batch)
    assert after.state == "written" and seen(officer) == 35
    leaves = AuditLeaf.objects.filter(request_id=str(batch.uid))
    assert leaves.filter(object_type="records_organisations.organisation").count() == 35


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("point", ["imports.batch_written", "imports.batch_marked"])
def test_a_worker_that_dies_at_the_last_row_has_written_all_or_goes_on(
    officer: User, point: str
) -> None:
    batch = checked(WHAT, table(rows(35)), by=officer, territory=make_territory())
    with dying_at(point, 5):  # four of new records, then the one that shows them
        worked(write_import(batch=batch, by=officer))
    assert seen(officer) in (0, 35)
    assert goes_on(batch).state == "written" and seen(officer) == 35


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("point", ["imports.back_begun", "imports.part_back", "imports.taken_back"])
def test_a_file_that_does_not_go_in_is_taken_back_whole_though_its_worker_dies(
    officer: User, point: str
) -> None:
    """The register moves while the file is written, and the worker dies while it puts back."""
    before = known_firms(30, officer)
    batch = checked(WHAT, table([*told_anew(30), *rows(35)[1:]]), by=officer,
                    territory=make_territory())  # fmt: skip
    assert batch.counts == {"new": 35, "changed": 30}
    move_first(30)
    with dying_at(point, 1):
        worked(write_import(batch=batch, by=officer))
    after = fresh(batch) if point == "imports.taken_back" else goes_on(batch)
    assert after.state == "undone" and "31" in after.why, after.why
    assert figures(officer) == before | {"子虚先有29": 7} and after.left == []
    assert not batch.rows.filter(written=True).exists()


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_what_was_taken_back_goes_in_once_it_is_checked_anew(officer: User) -> None:
    known_firms(30, officer)
    batch = checked(WHAT, table([*told_anew(30), *rows(35)[1:]]), by=officer,
                    territory=make_territory())  # fmt: skip
    move_first(30)
    ended = worked(write_import(batch=batch, by=officer))
    assert ended.state == "undone" and ended.job is not None and ended.job.state == "failed"
    again = worked(bring_again(batch=ended, by=officer))
    assert again.counts == {"new": 35, "changed": 30} and again.pk != batch.pk
    assert worked(write_import(batch=again, by=officer)).state == "written"
    assert seen(officer) == 65 and set(figures(officer).values()) == {*range(100, 130), *range(35)}


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_a_file_that_is_stopped_leaves_the_register_as_it_was(officer: User) -> None:
    before = known_firms(30, officer)
    batch = checked(WHAT, table([*told_anew(30), *rows(35)[1:]]), by=officer,
                    territory=make_territory())  # fmt: skip
    begun = write_import(batch=batch, by=officer)
    assert begun.job is not None
    with doing_at("imports.batch_written", 5, partial(stop_job, begun.job, by=officer)):
        worked(begun)
    after = fresh(batch)
    assert after.state == "undone" and after.job is not None and after.job.state == "stopped"
    assert figures(officer) == before


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_what_somebody_changed_meanwhile_is_not_put_back_and_is_told(officer: User) -> None:
    before = known_firms(30, officer)
    batch = checked(WHAT, table(told_anew(30)), by=officer, territory=make_territory())
    with doing_at("imports.batch_written", 1, breaks):
        worked(write_import(batch=batch, by=officer))
    assert fresh(batch).state == "undone" and figures(officer) == before
    batch = worked(bring_again(batch=fresh(batch), by=officer))
    begun = write_import(batch=batch, by=officer)
    with dying_at("imports.batch_written", 1):
        worked(begun)
    body = Organisation.objects.get(name_zh="子虚先有3")
    assert body.employees == 103
    edit_organisation(organisation=body, by=officer, products="示例")
    job = fresh(batch).job
    assert job is not None
    with change("test.ends", by=None, on=today()):
        job.state = Job.State.FAILED
        job.save()
    after = worked(take_back_import(batch=fresh(batch), by=officer, reason="示例"))
    assert after.state == "undone" and after.left == [[body.object_type, str(body.uid)]]
    assert figures(officer) == before | {"子虚先有3": 103}


@pytest.mark.fault(25)
@pytest.mark.usefixtures("small_steps")
def test_people_of_a_file_that_was_taken_back_leave_no_name(officer: User) -> None:
    told = [["姓名", "联系方式"], *([f"拟名{n}", "示例"] for n in range(35))]
    batch = checked("people", table(told), by=officer)
    with doing_at("imports.batch_written", 3, breaks):
        worked(write_import(batch=batch, by=officer))
    assert fresh(batch).state == "undone" and Person._base_manager.count() == 30
    assert not Person.objects.for_(officer).exists()
    assert not Person._base_manager.filter(name__startswith="拟名").exists()
    assert not PersonalValue.objects.filter(value__startswith="拟名").exists()


@pytest.mark.usefixtures("small_steps")
def test_a_register_whose_rows_cannot_wait_takes_parts_only(officer: User) -> None:
    told = [["成果名称", "权利人"], *([f"乌有成果{n}", "子虚先有0"] for n in range(25))]
    known_firms(1, officer)
    batch = checked("achievements", table(told), by=officer, territory=make_territory(),
                    domain=make_domain())  # fmt: skip
    with pytest.raises(ImportRefused) as refused:
        write_import(batch=batch, by=officer)
    assert refused.value.code in ("too_many", "wrong"), batch.counts


def known_firms(count: int, by: User) -> dict[str, Any]:
    told = [{"name_zh": f"子虚先有{n}", "kind": "enterprise", "territory": make_territory(),
             "employees": n, "synthetic": True} for n in range(count)]  # fmt: skip
    register_organisations(by=by, rows=told)
    return figures(by)


def told_anew(count: int) -> list[list[Any]]:
    return [HEAD, *([f"子虚先有{n}", 100 + n] for n in range(count))]


def move_first(count: int) -> None:
    """What the last of the known firms says changes after the file was checked."""
    body = Organisation.objects.get(name_zh=f"子虚先有{count - 1}")
    edit_organisation(organisation=body, by=make_user(Role.OFFICER, territory=body.territory),
                      employees=7)  # fmt: skip


def figures(user: User) -> dict[str, Any]:
    return dict(Organisation.objects.for_(user).values_list("name_zh", "employees"))


def seen(user: User) -> int:
    """The list, and a figure that shares no code with it."""
    count = Organisation.objects.for_(user).count()
    where = Where(make_territory(), None, Period(date(2024, 1, 1), date(2025, 1, 1)))
    assert count == ENTERPRISES.source.rows(where).count()
    return count


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
