"""The workbook of platforms: written by the room's actions, and unchanged when it comes back."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.actions import create_account, grant_role
from cigu.core.access.factories import LONG_AGO, make_domain, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.imports import outgoing
from cigu.core.imports.factories import book, checked, table, text_file, written
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun
from cigu.core.invariants.asking import ask, known
from cigu.records.organisations.factories import make_institute
from cigu.records.platforms.actions import end_part, record_acceptance
from cigu.records.platforms.factories import make_platform
from cigu.records.platforms.models import Grade, Kind, Platform, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
WHAT = "platforms"


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory("150200"))


def brought(content: bytes, by: User, **more: Any) -> Import:
    return checked(WHAT, content, by=by, territory=make_territory("150200"),
                   domain=make_domain(), **more)  # fmt: skip


def faults(batch: Import) -> dict[int, set[str]]:
    return {row.number: {name for name, _text in row.faults} for row in batch.rows.all()}


def there_and_back(by: User) -> list[dict[str, int]]:
    kind = noun(WHAT)
    return [
        checked(WHAT, outgoing.export_xlsx(kind, by), by=by).counts,
        checked(WHAT, outgoing.export_csv(kind, by), by=by, name="a.csv").counts,
    ]


def sound() -> None:
    assert [answer for answer in map(ask, known("platforms.*")) if answer.failed] == []


def ugly() -> bytes:
    """A title, a merged body, a total, words of bureaus for kind, grade and stages."""
    rows: list[list[Any]] = [
        ["XX市创新平台台账（示例数据，均为虚构）"],
        ["序号", "创新平台名称", "平台类别", "依托单位", "平台级别", "认定时间", "覆盖环节",
         "建成时间", "验收时间", "验收结论", "是否体系内", "备注"],
        [1, "乌有磁材 重点实验室", "重点实验室", "乌有平台院", "自治区级", "２０２２年５月６日",
         "基础研究；中试", 44682, "2023.6.7", "通过", "√", "—"],
        [2, "乌有域外中心", "域外研发中心", None, "", "", "应用研究/标准", "2023-01-02", "", "",
         "否", ""],
        ["合计", "2个"],
    ]  # fmt: skip
    return book(("平台", rows, ("A1:L1", "D3:D4")))


def test_an_ugly_workbook_becomes_platforms_with_grade_stages_and_acceptance(
    officer: User,
) -> None:
    body = make_institute(name_zh="乌有平台院")
    batch = brought(ugly(), officer)
    assert batch.counts == {"new": 2}, faults(batch)
    done = written(batch)
    lab, centre = Platform.objects.order_by("pk")
    assert (lab.kind, lab.organisation, lab.core, lab.since) == (
        Kind.KEY_LAB, body, True, date(2022, 5, 1),
    )  # fmt: skip
    grade = lab.grades.get()
    assert (grade.grade, grade.since) == (Grade.REGION, date(2022, 5, 6))
    assert set(lab.stages.values_list("stage", flat=True)) == {Stage.BASIC, Stage.PILOT}
    proof = lab.acceptances.get()
    assert (proof.result, proof.held_on) == ("passed", date(2023, 6, 7))
    assert (centre.kind, centre.organisation) == (Kind.OUTSIDE_RD_CENTRE, body)
    assert not centre.grades.exists() and not centre.acceptances.exists()
    verbs = set(AuditLeaf.objects.filter(request_id=str(done.uid)).values_list("verb", flat=True))
    assert verbs >= {"platforms.register", "platforms.give_grade", "platforms.record_acceptance"}
    assert brought(ugly(), officer).counts == {"same": 2}
    assert there_and_back(officer) == [{"same": 2}, {"same": 2}]
    sound()


def test_the_template_is_in_chinese_and_a_row_below_it_is_read(officer: User) -> None:
    head = next(csv.reader(io.StringIO(outgoing.template_csv(noun(WHAT)).decode("utf-8-sig"))))
    assert len(set(head)) == len(noun(WHAT).columns)
    assert all(any("一" <= c <= "鿿" for c in word) for word in head), head
    row = [{"平台*": "乌有样例", "平台类型*": "研究院"}.get(word, "") for word in head]
    batch = brought(text_file([head, row]), officer, name="a.csv")
    assert batch.counts == {"new": 1}, faults(batch)
    assert set(batch.mapping.values()) == {c.name for c in noun(WHAT).columns}


def test_a_later_grade_follows_and_what_stands_is_not_rewritten(officer: User) -> None:
    one = make_platform(name="乌有甲", grade_now="city", since=date(2020, 1, 1),
                        territory=make_territory("150200"))  # fmt: skip
    record_acceptance(platform=one, by=officer, result="failed", held_on=date(2021, 1, 1))
    head = ["平台名称", "平台类型", "级别", "认定日期", "验收日期", "验收结果", "覆盖环节"]

    def row(*cells: str) -> Import:
        return brought(table([head, ["乌有甲", "其他平台", *cells]]), officer)

    assert faults(row("国家级", "", "", "", ""))[2] == {"level_since"}
    assert faults(row("国家级", "2019-12-31", "", "", ""))[2] == {"level_since"}
    assert faults(row("市级", "2021-01-01", "", "", ""))[2] == {"level_since"}
    assert faults(row("〔清空〕", "", "", "", ""))[2] == {"level"}
    assert faults(row("", "", "2021-01-01", "通过", ""))[2] == {"accept_result"}
    assert faults(row("", "", "2020-01-01", "通过", ""))[2] == {"accept_result"}
    assert faults(row("", "", "2030-01-01", "通过", ""))[2] == {"accepted_on"}
    assert faults(row("", "", "", "", "没有的环节"))[2] == {"stages"}
    batch = row("国家级", "2023-03-01", "2023-04-01", "通过", "中试")
    assert batch.counts == {"changed": 1}, faults(batch)
    written(batch)
    spans = {(g.grade, g.since, g.until) for g in one.grades.all()}
    assert spans == {("city", date(2020, 1, 1), date(2023, 3, 1)),
                     ("nation", date(2023, 3, 1), None)}  # fmt: skip
    results = [(a.held_on.year, a.result) for a in one.acceptances.order_by("held_on")]
    assert results == [(2021, "failed"), (2023, "passed")]
    assert [s.stage for s in one.stages.all()] == ["pilot"]
    assert there_and_back(officer) == [{"same": 1}, {"same": 1}]
    sound()


def test_what_the_room_refuses_is_told_by_column(officer: User) -> None:
    make_platform(name="乌有别处", territory=make_territory("150102"))
    head = ["平台名称", "平台类型", "建成日期", "撤销日期", "依托单位", "验收日期", "认定日期"]
    rows = [head, ["乌有一", "没有的类型", "", "", "", "", ""],
            ["乌有二", "其他平台", "2023-01-01", "2022-01-01", "", "", ""],
            ["乌有三", "域外研发中心", "", "", "", "", ""],
            ["乌有四", "其他平台", "2030-01-01", "", "", "", ""],
            ["乌有五", "其他平台", "", "", "没有的院", "", ""],
            ["乌有六", "其他平台", "", "", "", "2023-01-01", "2023-01-01"],
            ["乌有别处", "其他平台", "2023-01-01", "", "", "", ""],
            ["乌有七", "其他平台", "", "", "", "", ""],
            ["乌有 七", "其他平台", "", "", "", "", ""]]  # fmt: skip
    batch = brought(table(rows), officer)
    assert faults(batch) == {
        2: {"kind"}, 3: {"until"}, 4: {"organisation"}, 5: {"since"}, 6: {"organisation"},
        7: {"accept_result", "level"}, 8: {"name"}, 9: set(), 10: {""},
    }  # fmt: skip
    assert Platform.objects.count() == 1


def test_a_real_platform_names_its_source_and_no_invented_body(officer: User) -> None:
    real = create_account(username="real", password=None, name="某", by=None, synthetic=False)
    grant_role(user=real, role=Role.OFFICER, by=None, valid_from=LONG_AGO,
               territory=make_territory("150200"))  # fmt: skip
    make_institute(name_zh="乌有院")
    head = ["平台名称", "平台类型", "依托单位", "数据来源"]
    rows = [head, ["甲", "其他平台", "", ""], ["乙", "其他平台", "乌有院", "某公告"],
            ["丙", "其他平台", "", "某公告"]]  # fmt: skip
    batch = brought(table(rows), real)
    assert faults(batch) == {2: {"source"}, 3: {"organisation"}, 4: set()}


def test_a_name_in_two_groups_is_told_apart(officer: User) -> None:
    place = make_territory("150200")
    for group in ("", "四中心"):
        make_platform(name="乌有中心", group=group, territory=place)
    above = make_platform(name="乌有下属", territory=place,
                          parent=Platform.objects.get(name="乌有中心", group="四中心"))  # fmt: skip
    make_platform(name="乌有旁支", territory=place,
                  parent=Platform.objects.get(name="乌有中心", group=""))  # fmt: skip
    assert there_and_back(officer) == [{"same": 4}, {"same": 4}]
    head = ["系统编号", "平台", "隶属"]
    batch = brought(table([head, [str(above.uid), "乌有中心", "乌有下属"]]), officer)
    assert faults(batch)[2] == {"name"}


DAYS = st.none() | st.dates(date(2000, 1, 1), date(2024, 6, 1))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30
)


@settings(deadline=None, max_examples=12,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    name=WORDS.filter(lambda t: t.strip()), kind=st.sampled_from(Kind.values), since=DAYS,
    grade=st.sampled_from(["", *Grade.values]), stages=st.sets(st.sampled_from(Stage.values)),
    held=st.sets(DAYS, max_size=3), core=st.booleans(), text=WORDS, ended=st.booleans(),
)  # fmt: skip
def test_a_list_taken_out_and_brought_back_changes_nothing(
    officer: User, name: str, kind: str, since: Any, grade: str, stages: set[str],
    held: set[Any], core: bool, text: str, ended: bool,
) -> None:  # fmt: skip
    place = make_territory("150200")
    one = make_platform(
        name=f"乌有{name}{Platform.objects.count()}", kind=kind, since=since, grade_now=grade,
        stages=stages, core=core, note=text, source=text, grade=text, territory=place,
        organisation=make_institute(name_zh=f"乌有院{Platform.objects.count()}"),
        domain=make_domain(),
    )  # fmt: skip
    for at, day in enumerate(sorted(held, key=str)):
        record_acceptance(platform=one, by=officer, held_on=day, body=text,
                          result=("passed", "failed")[at % 2])  # fmt: skip
    if ended:
        for part in (*one.grades.all(), *one.stages.all()):
            end_part(part=part, by=officer)
    total = Platform.objects.count()
    assert there_and_back(officer) == [{"same": total}, {"same": total}]
