"""The demo year's own report and the seed's: the round trip, and slips that are caught."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from cigu.core.clock.business import travel
from cigu.faces.yearbook.asking import where_of
from cigu.work.reports import papers
from cigu.work.reports.judging.judge import Judge, check_text
from cigu.work.reports.models import Report, ReportCheck
from cigu.work.reports.reading import extract
from cigu.work.reports.verifying import verify
from cigu.work.reports.writing.composing import compose
from tests.engines.factcheck.seeds import SHARED
from tests.flows.conftest import cigu, demo_year

from .mutations import sample

__all__ = ["demo_year"]
SEED = SHARED / "seeds" / "000_3b4ba2b72ab9baf8.txt"
PUBLISHED = {
    "A-19": 85, "A-20": 71, "A-21": 45, "A-22": 65, "A-23": 32, "A-24": 11, "A-25": 29, "A-26": 6,
}  # fmt: skip
PERIOD = "2023-06-08/2024-06-08"


@pytest.fixture(scope="module")
def year(
    demo_year: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Any]:
    """A copy of the year in SQLite, whatever the suite runs on; nothing is written to it."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(demo_year / "cigu.sqlite3", folder)
    kept, plain = connections["default"], connections.settings["default"]
    documents = settings.DOCUMENTS
    settings.DOCUMENTS = demo_year / "documents"
    file = {
        **plain, "ENGINE": "cigu.core.database.sqlite", "NAME": str(folder / "cigu.sqlite3"),
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }  # fmt: skip
    connections.settings["default"] = file
    connections["default"] = connections.create_connection("default")
    with django_db_blocker.unblock():
        from datetime import date

        with travel(date(2024, 6, 14)):
            yield where_of("150200", PERIOD, None)
        connections["default"].close()
    connections.settings["default"], connections["default"] = plain, kept
    settings.DOCUMENTS = documents


def verdicts(text: str, where: Any, judge: Any = None) -> list[tuple[str, str, str]]:
    checked = check_text(text, where, judge=judge)
    return [(j.verdict.value, j.figure.text, j.indicator) for j in checked.figures]


def test_the_published_report_holds(year: Any) -> None:
    report = Report.objects.get(state="published")
    found = verify(report)
    assert found.holds, found.as_dict()
    assert {r.figure for r in report.figures.all()} >= set(PUBLISHED)


@pytest.mark.parametrize("kind", ["text", "docx", "pdf"])
def test_every_figure_of_our_own_report_agrees(year: Any, kind: str) -> None:
    """The round trip: written from the records, read back, held against the records."""
    report = Report.objects.get(state="published")
    text = report.text
    if kind != "text":
        try:
            text = extract(f"a.{kind}", papers.one(compose(report), kind)).text
        except papers.NoChineseFont as error:
            pytest.skip(f"this machine has no Chinese font: {error}")
    found = verdicts(text, year)
    wrong = [line for line in found if line[0] != "agrees"]
    assert not wrong, wrong
    assert {ident for _v, _t, ident in found} >= set(PUBLISHED)
    assert len(found) > 40, "prose and tables"


def test_slips_in_our_own_report_are_caught(year: Any) -> None:
    """A sample of the hundred in benchmarks/bench_reports.py, every kind in it."""
    text, judge = Report.objects.get(state="published").text, Judge(year, (), {})
    assert {verdict for verdict, _t, _i in verdicts(text, year, judge)} == {"agrees"}
    tried = sample(text, 40)
    assert len({one.kind for one in tried}) >= 7
    missed = [
        (one.kind, one.what) for one in tried
        if all(verdict == "agrees" for verdict, _t, _i in verdicts(one.text, year, judge))
    ]  # fmt: skip
    assert len(missed) <= 0.05 * len(tried), missed


@pytest.mark.skipif(not SEED.exists(), reason="the seed documents are not beside the repository")
def test_the_seed_report_agrees_with_the_demo_year(year: Any) -> None:
    found = {j.indicator: j for j in check_text(SEED.read_text(), year).figures if j.indicator}
    for ident, value in PUBLISHED.items():
        assert (found[ident].verdict.value, found[ident].figure.value) == ("agrees", value), ident


def test_the_draft_of_another_hand_shows_its_slips(year: Any) -> None:
    """The draft that the demo holds: one cooperation too many, a sum that does not add up."""
    check = ReportCheck.objects.get()
    found = {row.data["text"]: row for row in check.figures.all()}
    assert (found["33项"].verdict, found["33项"].data["record"]["value"]) == ("differs", 32)
    assert found["5.98亿元"].verdict == "inconsistent in itself"
    assert found["85家"].verdict == found["71条"].verdict == "agrees"


@pytest.mark.served
def test_the_commands_write_publish_verify_and_check(demo_year: Path, tmp_path: Path) -> None:
    data = tmp_path / "year"
    shutil.copytree(demo_year, data)
    asked = ("--territory", "baotou", "--period", PERIOD, "--by", "officer")
    done = cigu("report", "draft", *asked, "--out", str(tmp_path), data=data)
    assert done.returncode == 0, done.stderr
    number = done.stdout.split()[0]
    assert (tmp_path / f"{number}.docx").stat().st_size > 10_000
    done = cigu("report", "publish", number, "--by", "officer", data=data)
    assert done.returncode == 0 and "published" in done.stdout, done.stderr
    assert cigu("report", "verify", number, data=data).returncode == 0
    done = cigu("check-report", str(tmp_path / f"{number}.docx"), "--json", "--strict", data=data)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    keys = "start end text value value_to unit comparator kind period scope counted indicator"
    assert list(figures[0])[:14] == [*keys.split(), "verdict", "reasons"]
    assert {f["verdict"] for f in figures} == {"agrees"}
