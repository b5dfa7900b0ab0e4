"""A report of anybody against the records: verdicts, corrections, memory, drafts that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory
from cigu.core.figures.freezing import declare_complete
from cigu.core.figures.registry import figure
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_job
from cigu.core.places.models import Territory
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period

from .. import actions
from ..comparing import compared
from ..factories import make_check
from ..models import ReportCheck
from .conftest import Year

GOOD = "全年达成技术合作4项。"
BAD = "全年达成技术合作9项。"


def only(check: ReportCheck) -> Any:
    return check.figures.get()


def test_a_figure_agrees_or_differs_with_both_values(year: Year) -> None:
    good = only(make_check(year.where, year.officer, GOOD))
    assert (good.verdict, good.indicator) == ("agrees", "A-23")
    bad = only(make_check(year.where, year.officer, BAD))
    assert bad.verdict == "differs"
    assert (bad.data["value"], bad.data["record"]["value"]) == (9, 4)
    assert bad.data["text"] == "9项" == BAD[bad.start : bad.end]


def test_the_nearest_reading_that_would_agree_is_told(year: Year) -> None:
    year.pact(on=date(2023, 2, 1))
    text = "2023年6月8日至2024年6月7日，达成技术合作1项。"
    found = only(make_check(year.where, year.officer, text))
    assert found.verdict == "differs"
    assert found.data["nearest"]["value"] == 1
    assert found.data["nearest"]["period"] != "2023-06-08/2024-06-08"


def test_an_incomplete_register_does_not_contradict_a_larger_figure(year: Year) -> None:
    later = year.where.at(type(year.where.period)(date(2023, 6, 8), date(2024, 6, 14)))
    found = only(make_check(later, year.officer, BAD))
    assert found.verdict == "cannot be judged"
    assert only(make_check(later, year.officer, BAD.replace("9", "2"))).verdict == "differs"


def test_figures_without_records_plans_and_sums_have_their_own_verdicts(year: Year) -> None:
    text = "授权专利395件。到2026年达成技术合作30项。部门预算2亿元、3亿元，合计6亿元。"
    found = {r.data["text"]: r for r in make_check(year.where, year.officer, text).figures.all()}
    assert found["395件"].verdict == "not in the records"
    assert found["30项"].verdict == "cannot be judged"
    assert found["6亿元"].verdict == "inconsistent in itself"


def test_a_correction_is_remembered_for_the_next_report_of_the_office(year: Year) -> None:
    text = "促成各类牵手项目4项。"
    check = make_check(year.where, year.officer, text, office="甲局")
    before = only(check)
    actions.decide(check=check, figure=before, sort="link", indicator="A-23", text="即技术合作",
                   by=year.officer)  # fmt: skip
    after = only(check)
    assert (after.indicator, after.verdict, after.data["chosen"]) == ("A-23", "agrees", "person")
    again = only(make_check(year.where, year.officer, text, office="甲局"))
    assert (again.indicator, again.data["chosen"]) == ("A-23", "memory")
    other = only(make_check(year.where, year.officer, text, office="乙局"))
    assert other.data["chosen"] != "memory"


def test_a_check_is_settled_when_each_wrong_figure_is_decided_of(year: Year) -> None:
    check = make_check(year.where, year.officer, BAD)
    with pytest.raises(CiguError) as refused:
        actions.settle(check=check, by=year.officer)
    assert refused.value.code == "undecided" and "9项" in str(refused.value)
    check.refresh_from_db()
    actions.decide(check=check, figure=only(check), sort="fix", text="改为4项", by=year.officer)
    actions.settle(check=check, by=year.officer)
    assert check.state == "settled"
    with pytest.raises(CiguError) as refused:
        actions.decide(check=check, figure=only(check), sort="keep", text="晚了", by=year.officer)
    assert refused.value.code == "not_open"


def test_the_records_say_what_there_was_before(year: Year) -> None:
    """5 new and 13 in all leave 8 before only if none was lost; the records hold none."""
    text = "新增国家级创新平台5个，总数达13个。"
    unsure = make_check(year.where, year.officer, text)
    assert {n["code"] for n in unsure.notes} == {"stock_before"}, "not declared complete then"
    then = Period(date(2023, 6, 7), date(2023, 6, 8))
    for register in figure("A-04").registers:
        declare_complete(register=register, where=year.where.at(then), method="点过",
                         by=year.officer, synthetic=True)  # fmt: skip
    check = make_check(year.where, year.officer, text)
    notes = {n["code"]: n["text"] for n in check.notes}
    assert "8" in notes["stock_before"]
    assert "0" in notes["stock_before_differs"] and "8" in notes["stock_before_differs"]
    check = make_check(year.where, year.officer, "新增国家级创新平台5个，总数达5个。")
    assert "stock_before_borne_out" in {n["code"] for n in check.notes}


def test_a_town_in_another_county_is_told(year: Year) -> None:
    here, there = make_territory("150203"), make_territory("150204")
    town = Territory.objects.create(code="150204999", level="town", name_zh="拟名镇", parent=there)
    city = there.parent
    for county, told in ((here, True), (there, False), (city, False), (city.parent, False)):
        text = f"记者在{county.name_zh}{town.name_zh}看到，全年达成技术合作4项。"
        check = make_check(year.where, year.officer, text)
        notes = [n["text"] for n in check.notes if n["code"] == "place_elsewhere"]
        assert bool(notes) is told
        assert all(there.name_zh in n and "拟名镇" in n for n in notes)


def test_the_next_draft_replaces_the_check(year: Year) -> None:
    check = make_check(year.where, year.officer, BAD)
    after = make_check(year.where, year.officer, GOOD, previous=check)
    check.refresh_from_db()
    assert (check.state, after.previous, only(after).verdict) == ("replaced", check, "agrees")


def test_many_reports_are_read_in_one_job_and_a_broken_one_fails_alone(year: Year) -> None:
    checks = [make_check(year.where, year.officer, GOOD, "reading") for _n in range(12)]
    broken = actions.take_in(
        name="a.pdf", content=b"%PDF-1.7\nbroken", where=year.where, office="甲局", by=year.officer
    )
    job = actions.start_reading([*checks, broken], by=year.officer)
    run_job.func(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.done, job.total) == ("done", 13, 13)
    assert job.result == {"read": 12, "failed": 1}
    broken.refresh_from_db()
    assert broken.state == "failed" and "a.pdf" in broken.fault
    assert set(ReportCheck.objects.exclude(pk=broken.pk).values_list("state")) == {("open",)}


def test_records_that_change_are_seen_when_it_is_judged_again(year: Year) -> None:
    check = make_check(year.where, year.officer, GOOD)
    year.pact()
    actions.judge_again(check=check, by=year.officer)
    assert only(check).verdict == "differs" and check.tally["differs"] == 1


def test_two_reports_that_contradict_are_told_apart(year: Year) -> None:
    one, two = (make_check(year.where, year.officer, text) for text in (GOOD, BAD))
    (found,) = compared(one, two)
    assert (found.first.text, found.second.text) == ("4项", "9项")
    assert compared(one, one) == []


def test_a_stranger_sees_and_does_nothing(year: Year, stranger: Any) -> None:
    check = make_check(year.where, year.officer, GOOD)
    assert not ReportCheck.objects.for_(stranger).exists()
    for act in (
        lambda: make_check(year.where, stranger, GOOD),
        lambda: actions.settle(check=check, by=stranger),
        lambda: actions.decide(check=check, figure=only(check), sort="keep", text="x", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_report_without_figures_is_a_report(year: Year) -> None:
    check = make_check(year.where, year.officer, "全年工作扎实推进，成效明显。")
    assert check.state == "open" and not check.figures.exists()


def test_that_all_is_worked_up_at_home_is_not_in_the_records_and_nothing_is_made_up(
    year: Year,
) -> None:
    """C-14: no register holds material flows; the note names what would decide it."""
    text = "指令性计划下的原材料全部就地转化，永磁、储氢年产能分别达到6.5万吨、1万吨。"
    check = make_check(year.where, year.officer, text)
    (note,) = [n for n in check.notes if n["code"] == "flows_not_recorded"]
    assert note["sort"] == "missing" and "全部就地转化" in note["text"]
    assert set(note["figures"]) == set(check.figures.values_list("order", flat=True))
    assert {row.verdict for row in check.figures.all()} <= {"not in the records",
                                                           "cannot be judged"}  # fmt: skip
    plain = make_check(year.where, year.officer, "部分成果在本地转化4项。")
    assert "flows_not_recorded" not in {n["code"] for n in plain.notes}


def test_what_counts_have_in_common_is_counted_only_where_each_has_its_records(
    year: Year,
) -> None:
    """C-09, C-10: without records of projects they may overlap, and it is said why."""
    text = "谋划中试线18条，建成中试线15条。实施重点项目4项，推进牵手项目4项。"
    check = make_check(year.where, year.officer, text)
    notes = [n for n in check.notes if n["code"] == "overlap_not_recorded"]
    assert len(notes) == 2 and "18条" in notes[0]["text"] and "15条" in notes[0]["text"]
    assert "overlap_counted" not in {n["code"] for n in check.notes}
    for row in list(check.figures.filter(data__text="4项")):
        figure_now = check.figures.get(start=row.start)
        actions.decide(check=check, figure=figure_now, sort="link", indicator="A-23", text="同一",
                       by=year.officer)  # fmt: skip
    notes = {n["code"]: n["text"] for n in check.notes}
    assert "8" in notes["overlap_counted"] and notes["overlap_counted"].count("4") == 2
    assert "18条" in notes["overlap_not_recorded"] and "4项" not in notes["overlap_not_recorded"]
