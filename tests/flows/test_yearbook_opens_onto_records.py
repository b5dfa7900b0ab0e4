"""A-19 to A-26 equal what was published; one record changed, and the figure says which."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Site, cigu
from .people import Person
from .story import picture, send
from .visitors import Visitor

PERIOD = "2023-06-08/2024-06-08"
SCOPE = f"territory=150200&domain=rare_earth&period={PERIOD}"
PUBLISHED = {
    "A-19": 85, "A-20": 71, "A-21": 45, "A-22": 65, "A-23": 32, "A-24": 11, "A-25": 29, "A-26": 6,
}  # fmt: skip


MIXED = (
    "select count(*) from need t join organisation o on o.id = t.organisation_id"
    " where t.synthetic != o.synthetic",
    "select count(*) from checkup t join organisation o on o.id = t.enterprise_id"
    " where t.synthetic != o.synthetic",
    "select count(*) from cooperation t join organisation o on o.id = t.enterprise_id"
    " where t.synthetic != o.synthetic",
)


def yearbook(data: Path, *more: str) -> tuple[int, dict[str, Any]]:
    asked = ("yearbook", "--territory", "baotou", "--period", PERIOD, "--json", *more)
    done = cigu(*asked, data=data)
    return done.returncode, json.loads(done.stdout)


def figures(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {figure["id"]: figure for figure in answer["figures"]}


def test_the_computed_figures_equal_the_published_ones(demo_year: Path) -> None:
    code, answer = yearbook(demo_year, "--strict")
    assert code == 0
    found = figures(answer)
    assert len(found) == 175
    for ident, value in PUBLISHED.items():
        assert found[ident]["published"] == found[ident]["computed"] == value, ident
        assert found[ident]["verdict"] == "agrees", ident
        assert found[ident]["basis"] == "synthetic", ident
        assert found[ident]["n_records"] == value, ident
    assert answer["coverage"]["computed"] >= 40 and answer["coverage"]["total"] == 175
    for ident in found.keys() - PUBLISHED.keys():  # registers that hold examples say so
        if found[ident]["computed"] is not None:
            assert found[ident]["verdict"] in ("incomplete", "other_scope"), ident


def test_nothing_invented_stands_on_a_real_body(demo_year: Path) -> None:
    """Synthetic rows point to synthetic bodies; real bodies carry a source and no invented code."""
    with sqlite3.connect(demo_year / "cigu.sqlite3") as db:
        for query in MIXED:
            assert db.execute(query).fetchone()[0] == 0, query
        real = db.execute("select source, credit_code from organisation where not synthetic")
        for source, code in real:
            assert source and not (code or "").startswith("00")


@pytest.mark.browser
def test_one_record_changed_and_the_figure_opens_onto_it(browser: Any, site: Site) -> None:
    officer = Person(browser, site.url, "officer")
    picture(officer.open("/"), "overview")
    page = officer.open("/yearbook/?fig=A-23")
    expect(page.locator("#evidence")).to_contain_text("32")
    picture(page, "yearbook")
    moved = page.locator('#evidence a[href^="/cooperations/HZ-"]').first
    number, address = (moved.inner_text().split()[0], moved.get_attribute("href") or "")
    page.goto(f"{address}correct-date/")
    page.fill("[name=signed_on]", "2024-06-11")
    page.fill("[name=reason]", "以双方盖章日为准")
    send(page)
    code, answer = yearbook(site.data)
    assert code == 0, "a difference is an answer, not an error"
    assert figures(answer)["A-23"]["computed"] == 31
    assert figures(answer)["A-23"]["verdict"] == "differs"
    assert yearbook(site.data, "--strict")[0] == 1
    panel = officer.open("/yearbook/?fig=A-23").locator("#evidence")
    expect(panel).to_contain_text("−1")
    expect(panel).to_contain_text(number)
    expect(panel).to_contain_text("以双方盖章日为准")
    picture(page, "difference")
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).not_to_be_visible()


def test_value_drill_export_and_api_agree(quiet_site: Site) -> None:
    """Four ways to the same records, for everyone who may see them."""
    officer = Visitor(quiet_site.url, "officer")
    for ident, value in PUBLISHED.items():
        api = officer.get(f"/api/figures/{ident}?{SCOPE}").json()
        assert float(api["value"]) == value, ident
        assert len(api["records"]) + api["n_hidden"] == value, ident
        export = officer.get(
            f"/yearbook/{ident}/records/?period={PERIOD}&format=csv&purpose=check"
        ).text
        assert len(export.strip().splitlines()) - 2 == value, ident


def test_a_viewer_without_the_right_sees_the_value_but_not_the_records(quiet_site: Site) -> None:
    enterprise = Visitor(quiet_site.url, "e50")
    api = enterprise.get(f"/api/figures/A-23?{SCOPE}").json()
    assert float(api["value"]) == 32
    assert len(api["records"]) < 32 and len(api["records"]) + api["n_hidden"] == 32
    page = enterprise.get("/yearbook/?fig=A-23").text
    assert re.search(r"另有\s*\d+\s*条", page)
