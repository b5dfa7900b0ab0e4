"""The workbook of public notices brings drafts in, and what was displayed out."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.factories import make_domain, make_user
from cigu.core.imports import outgoing
from cigu.core.imports.actions import write_import
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.factories import checked, table, text_file, written
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun
from cigu.records.publicnotices import actions
from cigu.records.publicnotices.factories import make_notice
from cigu.records.publicnotices.models import PublicNotice

pytestmark = pytest.mark.django_db
WHAT = "public_notices"
HEAD = ["序号", "公示标题", "公示类别", "公示内容", "发布单位", "监督电话", "公示期", "公示依据",
        "对象编号"]  # fmt: skip
ROW = [1, "示例认定公示", "认定", "第一段。\n第二段。", "示例市科技局", "0472-0000000",
       "５个工作日", "示例办法第三条", ""]  # fmt: skip


def bring(by: Any, city: Any, rows: list[Any], head: list[str] = HEAD, **more: Any) -> Import:
    told = [["公示台账（示例数据，均为虚构）"], head, *rows]
    return checked(WHAT, table(told), by=by, territory=city, domain=make_domain(), **more)


def faults(batch: Import) -> list[Any]:
    return [row.faults for row in batch.rows.order_by("number")]


def test_drafts_come_in_with_period_rule_and_announced_record(officer: Any, city: Any) -> None:
    told = make_notice(by=officer, territory=city, state="draft")
    batch = bring(officer, city, [[*ROW[:8], told.number]])
    assert batch.counts == {"new": 1}, faults(batch)
    assert written(batch).state == "written"
    made = PublicNotice.objects.get(title="示例认定公示")
    assert (made.state, made.kind, made.days, made.synthetic) == ("draft", "recognition", 5, True)
    assert (made.subject_uid, made.body) == (told.uid, "第一段。\n第二段。")
    assert made.number.startswith("SG-2024-") and made.displayed_on is None
    assert bring(officer, city, [ROW]).counts == {"same": 1}


@pytest.mark.parametrize("state", ["draft", "displayed", "objected", "decided", "closed"])
def test_what_is_taken_out_and_brought_back_changes_nothing(
    officer: Any, city: Any, state: str
) -> None:
    other = make_notice(by=officer, territory=city, state="draft", title="示例对象")
    make_notice(by=officer, territory=city, state=state, subject=other,
                body="一。\n\n" + "长" * 9_000)  # fmt: skip
    before = list(PublicNotice.objects.order_by("pk").values())
    for name, content in (("a.xlsx", outgoing.export_xlsx(noun(WHAT), officer)),
                          ("a.csv", outgoing.export_csv(noun(WHAT), officer))):  # fmt: skip
        batch = checked(WHAT, content, by=officer, name=name)
        assert batch.counts == {"same": 2}, faults(batch)
    assert list(PublicNotice.objects.order_by("pk").values()) == before


def test_a_draft_is_changed_and_keeps_what_the_file_does_not_say(officer: Any, city: Any) -> None:
    other = make_notice(by=officer, territory=city, state="draft", title="示例对象")
    row = make_notice(by=officer, territory=city, state="draft", subject=other)
    head = ["系统编号", "公示期"]
    written(checked(WHAT, text_file([head, [str(row.uid), "7"]]), by=officer, name="a.csv"))
    row.refresh_from_db()
    assert (row.days, row.subject_uid) == (7, other.uid)
    written(
        checked(WHAT, table([["系统编号", "对象编号"], [str(row.uid), "〔清空〕"]]), by=officer)
    )
    row.refresh_from_db()
    assert row.subject_uid is None and row.subject_label == ""


def test_a_displayed_notice_is_not_changed_by_a_file(officer: Any, city: Any) -> None:
    row = make_notice(by=officer, territory=city)
    batch = checked(WHAT, table([["系统编号", "公示期"], [str(row.uid), "20"]]), by=officer)
    assert batch.counts == {"wrong": 1} and "已公示" in faults(batch)[0][0][1]
    with pytest.raises(ImportRefused):
        write_import(batch=batch, by=officer)


@pytest.mark.parametrize(("at", "value", "column"), [
    (2, "没有这种", "kind"), (6, "0", "days"), (6, "五百天", "days"), (6, "61", "days"),
    (7, "", "rule"), (8, "C-2024-9999", "subject"), (4, "", "office"), (3, "", "body"),
])  # fmt: skip
def test_bad_cells_are_named(officer: Any, city: Any, at: int, value: str, column: str) -> None:
    batch = bring(officer, city, [[value if n == at else cell for n, cell in enumerate(ROW)]])
    assert [name for name, _words in faults(batch)[0]] == [column]


def test_a_period_that_is_over_cannot_be_entered_afterwards(officer: Any, city: Any) -> None:
    head, row = [*HEAD, "公示开始日期", "公示截止日期"], [*ROW, "2023年3月1日", "2023-03-08"]
    batch = bring(officer, city, [row], head)
    assert [name for name, _words in faults(batch)[0]] == ["displayed_on", "ends_on"]


def test_only_officers_of_the_place_bring_notices(city: Any, stranger: Any) -> None:
    assert not noun(WHAT).may(make_user("broker", territory=city))
    batch = checked(WHAT, table([HEAD, ROW]), by=stranger, territory=city, domain=make_domain())
    assert [name for name, _words in faults(batch)[0]] == ["territory"]
    assert not PublicNotice.objects.exists()


def test_two_notices_of_one_title_are_a_question(officer: Any, city: Any) -> None:
    for _n in range(2):
        made = make_notice(by=officer, territory=city, state="draft", title="示例认定公示",
                           office="示例市科技局")  # fmt: skip
    assert bring(officer, city, [ROW]).counts == {"like": 1}
    actions.withdraw_notice(notice=made, by=officer, reason_code="mistake")
    assert bring(officer, city, [ROW]).counts == {"changed": 1}
