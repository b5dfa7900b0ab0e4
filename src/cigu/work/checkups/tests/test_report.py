"""The issued report: a Word file that opens and holds what was found; and what counts."""

from __future__ import annotations

import io
import time
from datetime import date, timedelta
from typing import Any

import docx
from django.utils.translation import override
from docx.oxml.ns import qn

from cigu.core.clock.business import travel
from cigu.core.documents.actions import documents_of
from cigu.core.documents.store import get
from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.engines.basis.periods import Period

from .. import actions, report
from ..factories import World, advance, make_campaign, make_enterprise
from ..models import Checkup

YEAR = Period(date(2023, 6, 8), date(2024, 6, 8))


def text_of(paper: Any) -> str:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_the_report_opens_and_says_everything(world: World) -> None:
    checkup = world.checkup("replied")
    with override("en"):  # an official paper is Chinese whoever presses the button
        actions.issue(checkup=checkup, by=world.officer)
    document = documents_of(checkup).get()
    assert document.name == f"{checkup.report_number}.docx"
    paper = docx.Document(io.BytesIO(get(document.content_hash)))
    text = text_of(paper)
    for wanted in (
        "科技体检报告", "子虚抛光", checkup.report_number, "25.15", "54.90", "二级", "总分还差",
        "离线取样约 40 分钟出结果。", "加装在线粒径仪", "先解决在线检测。", "取样约 30 分钟。",
        "合成数据", "企业有意见。", "废品率",
    ):  # fmt: skip
        assert str(wanted) in text, wanted


def test_the_report_is_set_in_chinese_faces(world: World) -> None:
    paper = docx.Document(io.BytesIO(report.as_docx(world.checkup("issued"))))
    faces = {
        name: paper.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1")
    }
    assert faces == {"Normal": "仿宋", "Title": "宋体", "Heading 1": "黑体"}


def test_a_real_enterprise_carries_no_synthetic_mark(world: World) -> None:
    checkup = world.checkup("issued")
    checkup.synthetic = False
    paper = docx.Document(io.BytesIO(report.as_docx(checkup)))
    assert "合成数据" not in text_of(paper)


# ---- A-19 ----
def where(world: World, period: Period = YEAR, territory: Any = None) -> Where:
    return Where(territory or world.city, None, period)


def naive(territory: str, since: date, before: date) -> int:
    """Counts in plain Python over all rows; shares nothing with the figure."""
    found = set()
    for row in Checkup._base_manager.select_related("territory"):
        counted = row.issued_on is not None and since <= row.issued_on < before
        if counted and row.above_scale and f"/{territory}/" in row.territory.path:
            found.add(row.enterprise_id)
    return len(found)


def test_a_checkup_counts_only_from_its_issue(world: World) -> None:
    checkup = world.checkup("planned")
    for state in ("collected", "diagnosed", "replied"):
        advance(
            checkup, state, officer=world.officer, firm=world.firm_a,
            commissioner=world.commissioner,
        )  # fmt: skip
        assert compute(figure("A-19"), where(world)).value == 0
    actions.issue(checkup=checkup, by=world.officer)
    result = compute(figure("A-19"), where(world))
    assert (result.value, result.basis, result.complete) == (1, "synthetic", False)
    assert [row.uid for row in result.rows] == [checkup.uid]


def test_an_enterprise_counts_once_and_a_small_one_not(world: World) -> None:
    world.checkup("issued")
    world.checkup("issued", world.b)
    with travel(world.day + timedelta(days=60)):
        second = make_campaign(world.officer, world.city, name="二期")
        small, firm = make_enterprise(
            "子虚小厂", world.county, world.officer, above_scale_since=None
        )
        for body, user in ((world.a, world.firm_a), (small, firm)):
            checkup = actions.select_enterprises(
                campaign=second, organisations=[body], by=world.officer
            )[0]  # fmt: skip
            advance(
                checkup, "issued", officer=world.officer, firm=user,
                commissioner=world.commissioner,
            )  # fmt: skip
    periods = [YEAR, Period(date(2024, 1, 1), date(2025, 1, 1)), Period(YEAR.end, date(2024, 8, 1))]
    for period in periods:
        for territory in (world.city, world.county, world.city.parent):
            value = compute(figure("A-19"), where(world, period, territory)).value
            assert value == naive(territory.pk, period.start, period.end)
    assert compute(figure("A-19"), where(world, periods[1])).value == 2


def test_the_same_report_is_the_same_file(world: Any, monkeypatch: Any) -> None:
    """Packed a year later it has the same bytes, and so the same hash."""
    checkup = world.checkup("issued")
    first = report.as_docx(checkup)
    now = time.localtime()
    later = time.struct_time((now.tm_year + 1, *now[1:]))
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert report.as_docx(checkup) == first
