"""A workbook of organisations: recognised, compared, written by actions, brought back."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.imports import outgoing
from cigu.core.imports.actions import (
    bring_file,
    decide_rows,
    discard_import,
    match_columns,
    write_import,
)
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.factories import (
    checked,
    enterprises,
    fresh,
    table,
    text_file,
    worked,
    written,
)
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun
from cigu.core.imports.upkeep import forget_rows
from cigu.core.places.models import Territory
from cigu.engines.basis.credit_code import synthetic_code
from cigu.records.organisations.factories import make_enterprise, make_organisation
from cigu.records.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
WHAT = "organisations"


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory("150200"))


@pytest.fixture
def zone() -> Any:
    """Which officers call 稀土高新区."""
    return Territory.objects.create(
        code="150271", name_zh="包头稀土高新技术产业开发区", level="zone",
        parent=make_territory("150200"),
    )  # fmt: skip


def rows_of(batch: Import, outcome: str) -> list[int]:
    return list(
        batch.rows.filter(outcome=outcome).order_by("number").values_list("number", flat=True)
    )


def test_an_ugly_workbook_becomes_records(officer: User, zone: Any) -> None:
    batch = checked(WHAT, enterprises(), by=officer, domain=make_domain())
    assert batch.sheet == "企业" and batch.counts == {"new": 8}, list(batch.rows.values("faults"))
    assert batch.asides == {"total": 1, "note": 1}
    done = written(batch)
    assert done.state == "written" and done.written_on == date(2024, 6, 14)
    third = Organisation.objects.get(name_zh="子虚第3稀土 材料（示例）有限公司")
    assert (third.revenue, third.above_scale_since) == (Decimal(5000), date(2024, 3, 5))
    assert (third.territory, third.founded, third.employees) == (zone, 2003, 122)
    assert third.synthetic and third.kind == "enterprise" and third.party.name == third.name_zh


def test_each_written_row_leaves_its_leaves_in_one_set_of_changes(officer: User, zone: Any) -> None:
    done = written(checked(WHAT, enterprises(3), by=officer, domain=make_domain()))
    leaves = AuditLeaf.objects.filter(request_id=str(done.uid))
    assert leaves.filter(object_type="records_organisations.organisation").count() == 3
    assert set(leaves.values_list("verb", flat=True)) == {"organisations.register"}
    assert set(leaves.values_list("actor", flat=True)) == {str(officer.uid)}


def test_brought_again_it_changes_nothing(officer: User, zone: Any) -> None:
    content = enterprises()
    written(checked(WHAT, content, by=officer, domain=make_domain()))
    again = checked(WHAT, content, by=officer, domain=make_domain())
    assert again.counts == {"same": 8}
    with pytest.raises(ImportRefused):
        write_import(batch=again, by=officer)


def test_a_change_is_shown_field_by_field_and_written_by_the_edit(officer: User) -> None:
    body = make_enterprise(name_zh="子虚材料（示例）有限公司", employees=10, by=officer)
    rows = [["企业名称", "从业人数", "简称"], ["子虚材料(示例)有限公司", "20", ""]]
    batch = checked(WHAT, table(rows), by=officer)
    row = batch.rows.get()
    assert row.outcome == "changed"
    assert row.changes == [["name_zh", "子虚材料（示例）有限公司", "子虚材料(示例)有限公司"],
                           ["employees", "10", "20"]]  # fmt: skip
    written(batch)
    body.refresh_from_db()
    assert body.employees == 20


def test_faults_are_told_by_row_and_column_and_nothing_is_written(officer: User) -> None:
    make_enterprise(credit_code=synthetic_code(5), name_zh="子虚旧", by=officer)
    rows = [
        ["企业名称", "统一社会信用代码", "成立年份", "年营业收入", "所属旗县区"],
        ["子虚一", "001502008100000188", "2010", "12,5", ""],
        ["", "", "2011", "3", ""],
        ["子虚三", "", "老早", "3", "不存在的旗"],
        ["子虚四", "", "2010", "3", ""],
        ["子虚 四", "", "2010", "3", ""],
    ]
    batch = checked(WHAT, table(rows), by=officer, territory=make_territory("150200"))
    faults = {row.number: {name for name, _text in row.faults} for row in batch.rows.all()}
    assert faults == {2: {"credit_code", "revenue"}, 3: {"name_zh"}, 4: {"founded", "territory"},
                      5: set(), 6: {""}}  # fmt: skip
    with pytest.raises(ImportRefused):
        write_import(batch=batch, by=officer)
    _name, made = outgoing.commented(batch, noun(WHAT))
    page = load_workbook(io.BytesIO(made))["Sheet1"]
    assert "12.5" in page["D2"].comment.text and page["A3"].comment is not None
    assert "5" in page["A6"].comment.text
    decide_rows(batch=batch, by=officer, numbers=[2, 3, 4, 6], decision="skip")
    assert written(fresh(batch)).counts == {"new": 1, "skipped": 4, "wrong": 0}


def test_a_possible_duplicate_waits_for_a_decision(officer: User) -> None:
    old = make_enterprise(name_zh="子虚永磁材料有限责任公司", short_name="子虚永磁", by=officer)
    rows = [["企业名称", "从业人数"], ["子虚永磁材料有限公司", 5], ["子虚永磁", 6]]
    batch = checked(WHAT, table(rows), by=officer, territory=make_territory("150200"))
    assert rows_of(batch, "like") == [2, 3]
    with pytest.raises(ImportRefused):
        write_import(batch=batch, by=officer)
    decide_rows(batch=batch, by=officer, numbers=[2], decision=str(old.uid))
    decide_rows(batch=fresh(batch), by=officer, numbers=[3], decision="new")
    batch = fresh(batch)
    assert (rows_of(batch, "changed"), rows_of(batch, "new")) == ([2], [3])
    written(batch)
    old.refresh_from_db()
    assert (old.employees, old.name_zh) == (5, "子虚永磁材料有限公司")


def test_what_the_office_matched_once_is_known_the_next_time(officer: User) -> None:
    content = table([["单位名儿", "头衔"], ["子虚一", "x"], ["子虚二", "y"]])
    batch = bring_file(by=officer, what=WHAT, file=("a.xlsx", content))
    assert batch.mapping == {}
    match_columns(batch=batch, by=officer, mapping={"0": "name_zh"}, row=1)
    assert bring_file(by=officer, what=WHAT, file=("b.xlsx", content)).head_row == 1
    next_time = bring_file(by=officer, what=WHAT, file=("b.xlsx", content))
    assert next_time.mapping == {"0": "name_zh"}
    stranger = make_user(Role.OFFICER, territory=make_territory("150200"))
    assert bring_file(by=stranger, what=WHAT, file=("b.xlsx", content)).mapping == {}


def test_an_officer_of_elsewhere_writes_nothing_here(officer: User) -> None:
    body = make_enterprise(name_zh="子虚别处", territory=make_territory("150102"))
    rows = [["系统编号", "企业名称", "从业人数"], [str(body.uid), "子虚别处", 5], ["", "子虚新", 5]]
    batch = checked(WHAT, table(rows), by=officer, territory=make_territory("150200"))
    assert rows_of(batch, "wrong") == [2] and rows_of(batch, "new") == [3]


def test_what_is_put_aside_is_gone_and_cannot_go_on(officer: User) -> None:
    batch = checked(WHAT, table([["企业名称", "从业人数"], ["子虚一", 1]]), by=officer)
    discard_import(batch=batch, by=officer)
    batch = fresh(batch)
    assert batch.state == "discarded" and not batch.rows.exists()
    with pytest.raises(ImportRefused):
        match_columns(batch=batch, by=officer, mapping={"0": "name_zh"})


def test_the_register_moved_since_the_check_and_nothing_is_written(officer: User) -> None:
    rows = [["企业名称", "从业人数"], ["子虚一", 1], ["子虚二", 2]]
    batch = checked(WHAT, table(rows), by=officer, territory=make_territory("150200"))
    make_enterprise(name_zh="子虚二", employees=9, by=officer)
    after = worked(write_import(batch=batch, by=officer))
    assert after.state == "checked" and after.job.state == "failed"
    assert not Organisation.objects.filter(name_zh="子虚一").exists()
    assert after.counts == {"new": 1, "changed": 1}
    assert written(after).state == "written"
    assert Organisation.objects.get(name_zh="子虚二").employees == 2


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30
)
SPACE = {"deadline": None, "max_examples": 12,
         "suppress_health_check": [HealthCheck.function_scoped_fixture]}  # fmt: skip


@settings(**SPACE)
@given(
    texts=st.tuples(WORDS, WORDS, WORDS), employees=st.none() | st.integers(0, 10**8),
    revenue=st.none() | st.decimals(0, 10**9, places=2),
    since=st.none() | st.dates(date(1951, 1, 1), date(2099, 1, 1)),
    kind=st.sampled_from(Organisation.Kind.values), csv=st.booleans(),
)  # fmt: skip
def test_what_is_exported_and_brought_back_changes_nothing(
    officer: User, texts: Any, employees: Any, revenue: Any, since: Any, kind: str, csv: bool
) -> None:
    name, products, contact = texts
    n = Organisation.objects.count()
    make_organisation(
        name_zh=f"=子虚{n}{name}"[:60], products=products, contact=contact, employees=employees,
        revenue=revenue, above_scale_since=since, kind=kind, by=officer,
    )  # fmt: skip
    kind_of = noun(WHAT)
    if csv:
        batch = checked(WHAT, outgoing.export_csv(kind_of, officer), by=officer, name="a.csv")
    else:
        batch = checked(WHAT, outgoing.export_xlsx(kind_of, officer), by=officer)
    assert batch.counts == {"same": n + 1}, list(batch.rows.exclude(outcome="same").values())


def test_a_template_is_read_by_its_own_reader(officer: User) -> None:
    kind = noun(WHAT)
    made = outgoing.template_xlsx(kind, officer)
    page = load_workbook(io.BytesIO(made)).active
    assert page["A1"].value == "全称*" and page.data_validations.count >= 2
    for content, name in ((made, "a.xlsx"), (outgoing.template_csv(kind), "a.csv")):
        batch = bring_file(by=officer, what=WHAT, file=(name, content))
        assert len(batch.mapping) == len(kind.columns)


def test_rows_go_a_month_after_they_were_written(officer: User) -> None:
    rows = [["企业名称", "从业人数"], ["子虚一", 1]]
    batch = written(checked(WHAT, table(rows), by=officer, territory=make_territory("150200")))
    assert forget_rows() == 0 and batch.rows.count() == 1
    with travel(date(2024, 7, 16)):
        assert forget_rows() == 1
    assert not batch.rows.exists() and Organisation.objects.count() == 1


def test_a_file_in_gb18030_comes_in(officer: User) -> None:
    rows = [["企业名称", "主要产品"], ["子虚䶮材料", "钕铁硼"]]
    batch = checked(WHAT, text_file(rows, "gb18030"), by=officer, name="a.csv",
                    territory=make_territory("150200"))  # fmt: skip
    assert batch.counts == {"new": 1} and batch.rows.get().label == "子虚䶮材料"
