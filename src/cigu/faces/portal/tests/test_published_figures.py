"""Frozen values as the public reads them; records are counted and named nowhere."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cigu.core.clock.business import travel
from cigu.core.figures.freezing import declare_complete, publish
from cigu.core.figures.registry import registered
from cigu.core.figures.sources import Where
from cigu.core.quotas.models import VisitorDay
from cigu.engines.basis.periods import Period
from cigu.records.cooperations.factories import make_cooperation, make_need
from cigu.work.reports.actions import issue_erratum
from cigu.work.reports.factories import make_report
from cigu.work.reports.verifying import verify

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2023, 6, 8), date(2024, 6, 15))


@pytest.fixture
def where(world: Any) -> Where:
    return Where(world.city, world.domain, PERIOD)


@pytest.fixture
def published(world: Any, where: Where) -> Any:
    need = make_need(world)
    make_cooperation(world, need=need, signed=True)
    declare_complete(register="cooperations", where=where, method="点过", by=world.officer)
    return publish(title="示例年报", where=where, by=world.officer, synthetic=True)


def table(visitor: Any, row: Any) -> list[dict[str, str]]:
    answer = visitor.get(f"/portal/figures/{row.number}/figures.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_value_stands_with_what_it_rests_on(published: Any, visitor: Any) -> None:
    page = visitor.get(f"/portal/figures/{published.number}/?fig=A-23").content.decode()
    assert "合成记录" in page and published.number in page
    assert published.figures.get(figure="A-23").row_hash in page
    lines = {line["INDICATOR"]: line for line in table(visitor, published)}
    assert float(lines["A-23"]["OBS_VALUE"]) == 1
    assert (lines["A-23"]["OBS_STATUS"], lines["A-23"]["COMPARATOR"]) == ("A", "=")
    assert lines["A-23"]["TIME_PERIOD"] == "2023-06-08/P373D"
    assert lines["A-25"]["OBS_STATUS"] == "P" and lines["A-25"]["COMPARATOR"] == "≥"


def test_what_is_unknown_is_empty_and_never_zero(published: Any, visitor: Any) -> None:
    unknown = published.figures.filter(value__isnull=True).values_list("figure", flat=True)
    lines = {line["INDICATOR"]: line for line in table(visitor, published)}
    for ident in unknown:
        assert (lines[ident]["OBS_VALUE"], lines[ident]["OBS_STATUS"]) == ("", "M")


def test_no_record_behind_a_value_is_named(published: Any, visitor: Any) -> None:
    from cigu.core.figures.models import FrozenRow

    names = set(FrozenRow.objects.values_list("label", flat=True))
    page = visitor.get(f"/portal/figures/{published.number}/?fig=A-23").content.decode()
    assert names and not [name for name in names if name in page]


def test_a_figure_that_is_not_public_is_left_out(
    published: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from cigu.core.figures import registry

    known = registry._figures["A-23"]
    monkeypatch.setitem(registry._figures, "A-23", replace(known, level="staff"))
    assert "A-23" not in {line["INDICATOR"] for line in table(visitor, published)}
    page = visitor.get(f"/portal/figures/{published.number}/?fig=A-23").content.decode()
    assert "A-23" not in page.partition("<main")[2]


def test_records_behind_a_version_are_counted_once_and_not_at_each_visit(
    published: Any, visitor: Any
) -> None:
    address = f"/portal/figures/{published.number}/"
    with CaptureQueriesContext(connection) as asked:
        first = visitor.get(address)
    assert any('"frozen_row"' in query["sql"] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        again = visitor.get(address)
        known = visitor.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, known.status_code) == (200, 304)
    assert not [query for query in asked if '"frozen_row"' in query["sql"]]
    with CaptureQueriesContext(connection) as asked:
        visitor.get(address, headers={"if-none-match": first["ETag"]})
    assert not [query for query in asked if '"frozen_figure"' in query["sql"]]


def signed_in_march(world: Any) -> None:
    with travel(date(2024, 3, 5)):
        make_cooperation(world, need=make_need(world), signed=True)


@pytest.fixture
def year(world: Any, where: Where) -> Where:
    signed_in_march(world)
    where = where.at(Period(date(2023, 6, 8), date(2024, 6, 8)))
    for register in sorted({n for f in registered().values() for n in f.registers}):
        declare_complete(register=register, where=where, method="点过", by=world.officer)
    return where


def test_the_papers_of_a_report_and_of_its_errata_stand_apart(
    world: Any, year: Where, visitor: Any
) -> None:
    report = make_report(year, world.officer, "published")
    address = f"/portal/reports/{report.number}/"
    own = visitor.get(f"{address}paper.docx")
    before = visitor.get(address)
    signed_in_march(world)
    (moved, *_more) = verify(report).moved
    erratum = issue_erratum(report=report, figure=moved.figure, text="补登", by=world.officer)
    page = visitor.get(address, headers={"if-none-match": before["ETag"]})
    assert page.status_code == 200, "an erratum is another page"
    links = re.findall(rf'href="{address}([^"/]+\.docx)"', page.content.decode())
    assert sorted(links) == [f"{erratum.number}.docx", "paper.docx"]
    assert visitor.get(f"{address}paper.docx").content == own.content
    other = visitor.get(f"{address}{erratum.number}.docx")
    assert other.status_code == 200 and other.content != own.content
    assert erratum.number in other["Content-Disposition"]
    for strange in ("GZ-1900-0001.docx", f"{report.number}.docx", f"{erratum.number}.csv"):
        assert visitor.get(address + strange).status_code == 404, strange


def test_a_paper_counts_as_many_rows_as_it_prints_figures(
    world: Any, year: Where, visitor: Any, settings: Any
) -> None:
    report = make_report(year, world.officer, "published")
    printed = report.figures.count()
    settings.EXPORT_QUOTA = {**settings.EXPORT_QUOTA, "anonymous": printed}
    address = f"/portal/reports/{report.number}/paper.csv"
    assert [visitor.get(address).status_code for _time in range(2)] == [200, 429]
    counted = VisitorDay.objects.get()
    assert printed and (counted.rows, counted.refused) == (printed, 1)


def test_a_report_reads_as_it_was_printed(world: Any, year: Where, visitor: Any) -> None:
    where = year
    report = make_report(where, world.officer, "published")
    page = visitor.get(f"/portal/reports/{report.number}/").content.decode()
    assert report.title in page and report.text_hash in page
    paper = visitor.get(f"/portal/reports/{report.number}/paper.csv")
    assert paper.status_code == 200 and paper.content.startswith(b"\xef\xbb\xbfSTRUCTURE")
    draft = make_report(where, world.officer)
    assert visitor.get(f"/portal/reports/{draft.number}/").status_code == 404
    assert visitor.get(f"/portal/reports/{draft.number}/paper.csv").status_code == 404
