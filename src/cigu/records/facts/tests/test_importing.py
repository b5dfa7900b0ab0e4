"""The workbook of facts: checked row by row, written as an officer's entry, and back again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cigu.core.access.factories import make_territory
from cigu.core.imports import outgoing
from cigu.core.imports.factories import checked, table, written
from cigu.core.imports.nouns import noun
from cigu.records.organisations.factories import make_enterprise

from ..actions import accept_facts, give_consent
from ..factories import account_of, make_fact, make_filing
from ..models import Fact, FactUse

pytestmark = pytest.mark.django_db
HEAD = ["企业名称", "指标", "年度", "截至日期", "数值", "来源"]


@pytest.fixture
def named(county: Any, day: Any) -> Any:
    return make_enterprise(territory=county, name_zh="子虚数据（示例）有限公司")


def faults(batch: Any) -> dict[int, list[list[str]]]:
    return dict(batch.rows.filter(outcome="wrong").values_list("number", "faults"))


def test_rows_are_written_as_accepted_facts(named: Any, officer: Any) -> None:
    rows = [
        ["年度数据（虚构）"], HEAD,
        [named.name_zh, "营业收入", "2023年", "", "８，６００.5", "虚构年报"],
        [named.name_zh, "从业人数", "", "2023.12.31", 50, ""],
        [named.name_zh, "R&D staff", "", "2023-12-31", 6, ""],
    ]  # fmt: skip
    batch = written(checked("facts", table(rows), by=officer))
    assert batch.counts["new"] == 3
    found = {f.code: (f.number, f.day, f.state, f.origin) for f in Fact.objects.all()}
    last = date(2023, 12, 31)
    assert found == {
        "revenue": (Decimal("8600.50"), last, "accepted", "import"),
        "staff": (50, last, "accepted", "import"), "rd_staff": (6, last, "accepted", "import"),
    }  # fmt: skip


def test_each_bad_row_gets_its_own_message_and_nothing_is_written(named: Any, officer: Any) -> None:
    elsewhere = make_enterprise(territory=make_territory("150102"), name_zh="乌有远方有限公司")
    rows = [
        HEAD, [named.name_zh, "营业收入", "", "", 1, ""],
        [named.name_zh, "职工总数", "", "2031-01-01", 1, ""],
        [named.name_zh, "营业收入", "2023", "", -1, ""],
        [named.name_zh, "幸福指数", "2023", "", 1, ""],
        [named.name_zh, "职工总数", "", "2023-12-31", 5, ""],
        [named.name_zh, "科技人员", "", "2023-12-31", 6, ""],
        [elsewhere.name_zh, "营业收入", "2023", "", 1, ""],
    ]  # fmt: skip
    found = faults(checked("facts", table(rows), by=officer))
    columns = {number: {column for column, _text in told} for number, told in found.items()}
    assert columns == {2: {"year"}, 3: {"day"}, 4: {"number"}, 5: {"code"}, 7: {"number"},
                       8: {"organisation"}}  # fmt: skip
    assert not Fact.objects.exists()


def test_what_goes_out_and_comes_back_changes_nothing(named: Any, officer: Any) -> None:
    make_fact("8600.5", organisation=named, by=officer)
    make_fact(50, "staff", organisation=named, by=officer, day=date(2024, 5, 31))
    out = outgoing.export_xlsx(noun("facts"), officer)
    batch = checked("facts", out, by=officer)
    assert batch.counts == {"same": 2}, faults(batch)


def test_another_number_takes_the_place_and_the_old_one_stays_on_record(
    named: Any, officer: Any
) -> None:
    old = make_fact(organisation=named, by=officer)
    rows = [HEAD, [named.name_zh, "营业收入", 2023, "", 8700, ""]]
    assert written(checked("facts", table(rows), by=officer)).counts["changed"] == 1
    old.refresh_from_db()
    assert old.state == "superseded"
    assert Fact.objects.get(state="accepted").number == 8700


def test_a_list_holds_what_the_officer_may_read_and_leaves_a_use(named: Any, officer: Any) -> None:
    filing = make_filing(named)
    accept_facts(facts=list(filing.facts.all()), by=officer)
    facts = noun("facts")
    assert list(facts.rows(officer)) == []
    give_consent(organisation=named, given_for=["policy"], by=account_of(named))
    rows = facts.rows(officer)
    facts.taken(rows, officer)
    assert rows.count() == 1 and FactUse.objects.get(way="export").form == "facts.workbook"
