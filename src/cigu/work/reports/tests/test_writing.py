"""A report from draft to erratum: what is printed is what was counted, and stays printed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_user
from cigu.core.documents.actions import documents_of
from cigu.core.documents.store import path_of
from cigu.core.figures.freezing import row_hash
from cigu.core.figures.registry import compute, figure
from cigu.engines.basis.errors import CiguError

from .. import actions
from ..factories import make_report
from ..guards import check_can_publish
from ..models import Report, ReportFigure
from ..verifying import verify
from ..writing.composing import compose
from .conftest import Year


def test_a_draft_takes_only_what_the_records_support(year: Year) -> None:
    report = make_report(year.where, year.officer)
    text = compose(report).text
    assert "达成技术合作4项" in text
    assert "专利" not in text and "暂缺" not in text, "no record gives it, so no sentence says it"
    assert report.state == "draft" and report.synthetic


def test_a_place_without_records_gives_no_draft(year: Year) -> None:
    elsewhere = year.where.at(type(year.where.period)(date(2001, 1, 1), date(2002, 1, 1)))
    with pytest.raises(CiguError) as refused:
        actions.draft_report(where=elsewhere, office="示例局", by=year.officer)
    assert refused.value.code == "no_figures"
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [("举办{A-99}", "figure"), ("举办{A24}", "slot"), ("{table towns A-23}", "slot")],
)
def test_a_slot_that_nobody_computes_is_refused_where_it_stands(
    year: Year, body: str, code: str
) -> None:
    section = make_report(year.where, year.officer).sections.first()
    with pytest.raises(CiguError) as refused:
        actions.edit_section(section=section, heading="甲", body=body, by=year.officer)
    assert (refused.value.code, refused.value.data["field"]) == (code, "body")


def test_a_section_says_a_figure_a_pair_a_table_and_words(year: Year) -> None:
    report = make_report(year.where, year.officer)
    body = "{territory}{period}签{A-23}，占{A-23%A-23}，每项{A-23/A-23}。\n{chart months A-23}"
    actions.add_section(report=report, heading="活动", body=body, by=year.officer)
    text = compose(report).text
    assert "拟名市2023年6月8日至2024年6月7日签4项，占100.0%，每项1.00项。" in text
    assert "2024年3月\t4\n2024年4月\t0" in text


def test_publication_freezes_queries_records_and_text(year: Year) -> None:
    report = make_report(year.where, year.officer, "published")
    row = report.figures.get(figure="A-23", territory=year.world.city, since=date(2023, 6, 8),
                             until=date(2024, 6, 8))  # fmt: skip
    result = compute(figure("A-23"), year.where)
    assert row.value == 4 == len(row.records)
    assert {uid for _kind, uid, _rev, _n in row.records} == {str(r.uid) for r in result.rows}
    assert row.row_hash == row_hash(result.rows)
    assert row.parameters["period"] == "2023-06-08/2024-06-08"
    assert report.publication.figures.get(figure="A-23").value == 4
    names = {d.name.rpartition(".")[2] for d in documents_of(report)}
    assert {"docx", "csv"} <= names
    assert verify(report).holds


def test_publication_cites_the_yearbook_that_still_holds(year: Year) -> None:
    one = make_report(year.where, year.officer, "published")
    two = make_report(year.where, year.officer, "published")
    assert one.publication == two.publication
    year.pact()
    three = make_report(year.where, year.officer, "published")
    assert three.publication.version == two.publication.version + 1


def test_an_incomplete_register_and_a_running_year_hold_publication_up(year: Year) -> None:
    report = make_report(year.where, year.officer)
    actions.add_section(report=report, heading="成果", body="发布{A-25}。", by=year.officer)
    assert "发布不少于0项。" in compose(report).text
    actions.send_report(report=report, by=year.officer)
    with pytest.raises(CiguError) as refused:
        actions.publish_report(report=report, by=year.officer)
    assert refused.value.code == "unsupported" and "A-25" in str(refused.value)
    assert not ReportFigure.objects.exists(), "nothing is frozen of what was refused"
    ahead = make_report(year.where, year.officer, "review")
    ahead.until = date(2025, 1, 1)
    with pytest.raises(CiguError) as refused:
        check_can_publish(ahead, year.officer)
    assert refused.value.code == "running"


def test_a_later_change_shows_and_the_printed_text_stays(year: Year) -> None:
    report = make_report(year.where, year.officer, "published")
    printed = report.text
    year.pact()
    found = verify(report)
    assert not found.faults and not found.holds
    moved = [m.figure for m in found.moved if m.figure.territory == year.world.city]
    row = next(f for f in moved if (f.until - f.since).days == 366)
    erratum = actions.issue_erratum(report=report, figure=row, text="补登", by=year.officer)
    assert (erratum.before, erratum.after) == (4, 5)
    assert compose(report).text == printed == Report.objects.get(pk=report.pk).text
    assert row not in [m.figure for m in verify(report).moved]
    with pytest.raises(CiguError) as refused:
        actions.issue_erratum(report=report, figure=row, text="再来", by=year.officer)
    assert refused.value.code == "no_difference"


def test_with_four_eyes_another_officer_publishes(year: Year, settings: Any) -> None:
    settings.FOUR_EYES = True
    report = make_report(year.where, year.officer, "review")
    with pytest.raises(CiguError) as refused:
        actions.publish_report(report=report, by=year.officer)
    assert refused.value.code == "own_report" and report.number in str(refused.value)
    other = make_user("officer", territory=year.world.city)
    assert actions.publish_report(report=report, by=other).state == "published"


def test_a_stranger_may_neither_write_nor_publish(year: Year, stranger: Any) -> None:
    report = make_report(year.where, year.officer, "review")
    for act in (
        lambda: actions.draft_report(where=year.where, office="示例局", by=stranger),
        lambda: actions.publish_report(report=report, by=stranger),
        lambda: actions.return_report(report=report, by=stranger, reason_code="wording"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Report.objects.for_(stranger).exists()


def test_what_was_published_is_seen_when_it_is_altered(year: Year) -> None:
    report = make_report(year.where, year.officer, "published")
    document = documents_of(report).get(name__endswith=".csv")
    path_of(document.content_hash).write_bytes(b"altered")
    with connection.cursor() as cursor:
        cursor.execute("update report_figure set records = '[]' where report_id = %s", [report.pk])
        cursor.execute("update report set text = 'altered' where id = %s", [report.pk])
    faults = "\n".join(verify(Report.objects.get(pk=report.pk)).faults)
    for told in ("does not give its hash", "frozen for A-23", "missing or damaged"):
        assert told in faults
