"""What somebody writes into a field stays text: on every page that shows it, in every file that is
made of it, and for whoever reads it."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from cigu.core.clock.business import travel
from cigu.core.notices.alarms import open_alarms
from cigu.core.ui.models import PolicyReport
from cigu.records.needs.models import Need
from tests.faces.conftest import signed_in, year
from tests.faces.year import END

__all__ = ["year"]
pytestmark = pytest.mark.django_db
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'>点</a></svg>", "[点](javascript:alert(1))",
    "'\"><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<style>@import'//evil.example'</style>",
    "<!--<script>", "<math href=javascript:alert(1)>稀土", "${alert(1)}",
    "<a href='//evil.example'>",
)  # fmt: skip
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("//evil.example")')


class Inert(HTMLParser):
    """Collects what could run: scripts that are not ours, handlers, addresses that are code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        ours = str(given.get("src", "")).startswith("/static/")
        if tag == "script" and not ours and given.get("type") != "application/json":
            self.found.append(f"script {given}")
        if tag in ("iframe", "object", "embed", "base", "math", "style"):
            self.found.append(tag)
        for name, value in attrs:
            code = re.sub(r"[\s\x00]", "", value or "").lower().startswith("javascript:")
            if name.startswith("on") or code or name == "srcdoc":
                self.found.append(f"{tag} {name}={value}")


def what_could_run(page: str) -> list[str]:
    reader = Inert()
    reader.feed(page)
    return reader.found


def test_the_reader_of_pages_finds_what_could_run() -> None:
    """This test's own eyes: what runs when it is not escaped is noticed."""
    running = [
        p for p in SCRIPTS if p.startswith(("<script>", "<img", "<svg/", "<iframe", "<style"))
    ]
    assert len(running) == 5
    assert all(what_could_run(f"<div>{payload}</div>") for payload in running)


@pytest.fixture
def stored(year: Any) -> Need:
    """A need full of them, as an officer enters it for an enterprise."""
    from cigu.records.needs.actions import edit_need, raise_need

    with travel(END):
        need = Need.objects.filter(state="published").order_by("pk").first()
        made = raise_need(
            by=year.officer, organisation=need.organisation, title="标题" + SCRIPTS[0],
            problem="\n".join(SCRIPTS), domain=need.domain, origin="enterprise",
            segment=need.segment, conditions=SCRIPTS[1], keywords=SCRIPTS[5], secrecy="open",
        )  # fmt: skip
        edit_need(need=made, by=year.officer, title=SCRIPTS[5][:80])
    return made


@pytest.mark.fault(41)
def test_stored_scripts_are_inert_on_every_page_that_shows_them(stored: Need, year: Any) -> None:
    client = signed_in(year.officer)
    shown = 0
    with travel(END):
        for path in (
            f"/needs/{stored.number}/", f"/needs/{stored.number}/edit/", "/needs/?view=mine",
            f"/needs/?q={stored.number}", f"/history/needs/{stored.number}/", "/",
            "/search/?q=alert",
        ):  # fmt: skip
            answer = client.get(path)
            if answer.status_code == 404:
                continue
            assert answer.status_code == 200, path
            text = answer.content.decode()
            assert what_could_run(text) == [], path
            shown += "alert(1)" in text
            policy = answer["Content-Security-Policy"]
            assert "'unsafe-inline'" not in policy and "report-uri /ui/policy/" in policy
    assert shown >= 2, "the texts are shown, and shown as texts"


@pytest.mark.fault(41)
def test_what_a_browser_reports_of_the_policy_is_counted_and_becomes_an_alarm() -> None:
    client = Client()
    told = {"csp-report": {
        "document-uri": "https://cigu.example/needs/X-2024-0001/?q=secret", "violated-directive":
        "script-src 'self'", "effective-directive": "script-src",
        "blocked-uri": "https://evil.example/x.js?who=me",
    }}  # fmt: skip
    for _n in range(3):
        answer = client.post("/ui/policy/", json.dumps(told), content_type="application/csp-report")
        assert (answer.status_code, answer.content) == (204, b"")
    (kept,) = PolicyReport.objects.all()
    assert (kept.directive, kept.blocked, kept.times) == ("script-src", "https://evil.example", 3)
    assert kept.page == "/needs/X-2024-0001/", "no query is kept: it may hold words of people"
    (alarm,) = [a for a in open_alarms() if a.code == "policy.report"]
    assert "script-src" in alarm.text and "evil.example" in alarm.text


@pytest.mark.fault(41)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"1",
        b"[1]",
        b'{"csp-report": 1}',
        b"[" * 5000,
        b'{"csp-report":{}}' + b" " * 20000,
    ],
)
def test_reports_that_are_none_are_thrown_away(content: bytes) -> None:
    answer = Client().post("/ui/policy/", content, content_type="application/csp-report")
    assert answer.status_code == 204 and not PolicyReport.objects.exists()


@pytest.mark.fault(41)
def test_one_sender_fills_neither_the_table_nor_the_day() -> None:
    client = Client()
    for number in range(60):
        told = {"csp-report": {"effective-directive": f"img-src{number}", "document-uri": "/x"}}
        client.post("/ui/policy/", json.dumps(told), content_type="application/csp-report")
    assert PolicyReport.objects.count() <= 30


@pytest.mark.fault(22)
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_title_leaves_as_text(year: Any, formula: str) -> None:
    from cigu.records.needs.actions import raise_need

    with travel(END):
        need = Need.objects.filter(state="published").order_by("pk").first()
        made = raise_need(
            by=year.officer, organisation=need.organisation, title=formula, problem="示例",
            domain=need.domain, origin="enterprise", segment=need.segment, secrecy="open",
        )  # fmt: skip
        client = signed_in(year.officer)
        address = f"/needs/?q={made.number}&format="
        lines = csv.reader(io.StringIO(client.get(address + "csv").content.decode("utf-8-sig")))
        cells = [cell for line in lines for cell in line if formula in cell]
        assert cells == [f"'{formula}"]
        book = load_workbook(io.BytesIO(client.get(address + "xlsx").content))
        found = [c for row in book.active.iter_rows() for c in row if formula in str(c.value or "")]
        assert [(c.data_type, c.hyperlink) for c in found] == [("s", None)]


@pytest.mark.fault(24)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("磁材\u202e料", "U+202E"), ("磁\u200b材", "U+200B"), ("\ufeff磁材", "U+FEFF"),
        ("Cигу 磁材", "Cигу"), ("稀土Аlloy", "Аlloy"),
    ],
)  # fmt: skip
def test_signs_that_deceive_the_eye_are_told(
    stored: Need, year: Any, typed: str, said: str
) -> None:
    client = signed_in(year.officer)
    with travel(END):
        sent = {"_key": str(uuid.uuid4()), "title": typed}
        answer = client.post(f"/needs/{stored.number}/edit/", sent)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Need.objects.filter(title=typed).exists()


@pytest.mark.fault(24)
@pytest.mark.parametrize("typed", ["μm 级粒径", "Δt ≤ 2 ℃", "Ｎｄ２Ｏ３ 粉体", "е"])
def test_signs_of_the_trade_pass(typed: str) -> None:
    from cigu.core.ui.fields import TextField

    assert TextField().clean(typed)
