"""The list of 175, its verdicts, and a difference that opens onto what changed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.clock.business import travel
from cigu.core.figures.models import Completeness
from cigu.core.figures.sources import Where
from cigu.core.ui.saved import save_view
from cigu.engines.basis.periods import Period
from cigu.faces.yearbook import actions, verdicts
from cigu.faces.yearbook.asking import territory_of
from cigu.faces.yearbook.causes import causes
from cigu.faces.yearbook.indicators import KINDS, SECTIONS, indicators
from cigu.faces.yearbook.lines import yearbook
from cigu.records.cooperations.actions import correct_signing_date

from .conftest import signed_in
from .year import END, PERIOD, publish_year


def test_all_175_are_listed_once_and_readable():
    items = indicators()
    assert len({i.id for i in items}) == len(items) == 175
    assert Counter(i.seed for i in items) == {"A": 67, "B": 108}
    assert all(0 < len(i.phrase_zh) <= 20 and i.label_en for i in items)
    assert {i.section for i in items} == set(SECTIONS)
    assert {i.kind for i in items} <= set(KINDS)
    assert all(i.value is not None or i.comparator in ("several", "qualitative") for i in items)


@pytest.mark.parametrize(
    ("published", "comparator", "computed", "complete", "expected"),
    [
        ("32", "=", "32", True, "agrees"),
        ("32", "=", "31", True, "differs"),
        ("32", "=", "31", False, "incomplete"),
        ("32", "=", "32", False, "incomplete"),
        ("32", "=", "33", False, "differs"),
        ("2300", ">", "2317", True, "agrees"),
        ("2300", ">", "2300", True, "differs"),
        ("2300", ">", "2317", False, "incomplete"),
        ("0.5", "<", "0.6", False, "differs"),
        ("32", "=", None, True, "incomplete"),
        (None, "=", "3", True, "other_scope"),
    ],
)
def test_verdicts(published, comparator, computed, complete, expected):
    numbers = [None if n is None else Decimal(n) for n in (published, computed)]
    assert verdicts.of_computed(numbers[0], comparator, numbers[1], complete) == expected


def test_an_incomplete_share_is_no_lower_bound():
    given = (Decimal("41.1"), "=", Decimal("46.4"), False)
    assert verdicts.of_computed(*given) == "differs"
    assert verdicts.of_computed(*given, grows=False) == "incomplete"


@pytest.mark.django_db
class TestOnAYear:
    def test_each_line_has_a_verdict(self, year):
        lines = {line.id: line for line in yearbook(year.where)}
        assert lines["A-23"].verdict == "differs"  # five were signed in the period, 32 published
        assert lines["A-23"].difference == lines["A-23"].computed - 32
        assert lines["A-18"].verdict == "published_only"
        assert lines["A-27"].verdict == "no_room"
        assert lines["A-67"].published is None
        assert len(lines) == 175

    def test_another_scope_is_not_compared(self, year):
        county = Where(year.counties[0], year.domain, PERIOD)
        line = next(x for x in yearbook(county) if x.id == "A-23")
        assert (line.verdict, line.difference) == ("other_scope", None)

    def test_a_withdrawn_declaration_makes_it_at_least(self, year):
        for row in Completeness.objects.filter(register="cooperations"):
            with travel(END), acting("test.withdraw", by=year.officer):
                row.withdrawn_on = END
                row.save()
        line = next(x for x in yearbook(year.where) if x.id == "A-23")
        assert line.verdict == "incomplete"
        assert line.computed_text.startswith("≥")

    def test_one_changed_record_differs_and_is_named(self, year):
        publish_year(year)
        moved = next(c for c in year.cooperations if c.signed_on == date(2024, 6, 7))
        with travel(END):
            correct_signing_date(
                cooperation=moved, signed_on=date(2024, 6, 10), by=year.officer,
                reason="以双方盖章日为准",
            )  # fmt: skip
            line = next(x for x in yearbook(year.where) if x.id == "A-23")
            found, hidden = causes(line, year.officer)
            page = signed_in(year.officer).get("/yearbook/?fig=A-23").content.decode()
        assert (line.verdict, line.difference, hidden) == ("differs", -1, 0)
        assert [c.record for c in found] == [str(moved)]
        for text in ("2024-06-07", "2024-06-10", "移出本期"):
            assert text in str(found[0].text)
        assert "以双方盖章日为准" in found[0].by
        assert moved.number in page
        strangers, hidden = causes(line, year.users["elsewhere"])
        assert (strangers, hidden) == ([], 1)

    def test_only_an_officer_of_the_place_publishes(self, year):
        with travel(END):
            for name, status in (("officer", 200), ("leader", 403), ("expert", 403)):
                found = signed_in(year.users[name]).get("/yearbook/publish/")
                assert (name, found.status_code) == (name, status)
            with pytest.raises(NotAllowed):
                actions.publish_version(where=year.where, title="越权", by=year.users["elsewhere"])

    def test_a_running_period_is_not_published(self, year):
        where = Where(year.city, year.domain, Period.parse("2024-06-01/2025-01-01"))
        with travel(END), pytest.raises(actions.YearbookRefused) as refusal:
            actions.publish_version(where=where, title="早了", by=year.officer)
        assert refusal.value.code == "running"

    def test_officer_declares_publishes_and_explains_through_pages(self, year):
        with travel(END):
            client = signed_in(year.officer)
            _post(client, "/yearbook/complete/", register="events", until="2024-06-07", method="核")
            _post(client, "/yearbook/publish/", title="2024 年报", on="", reason="")
            _post(client, "/yearbook/A-23/note/", text="漏登 27 项，已补")
            page = client.get("/yearbook/?fig=A-23").content.decode()
        assert "漏登 27 项，已补" in page
        assert "第 1 版已发布" in page

    def test_a_view_is_kept_with_its_year(self, year):
        """Its lines are worked out, no rows of a table; another year's are not counted here."""
        asked = f"period={PERIOD}&view=computed"
        with travel(END):
            client = signed_in(year.officer)
            assert "存为视图" in client.get(f"/yearbook/?{asked}").content.decode()
            save_view(path="/yearbook/", query=asked, title="已算", by=year.officer)
            same = client.get(f"/yearbook/?period={PERIOD}").content.decode()
            other = client.get("/yearbook/?period=2022-06-08/2023-06-08").content.decode()
        assert re.search(r">已算 \d+</a>", same)
        assert re.search(r">已算 ?</a>", other)

    @pytest.mark.parametrize("text", ["包头", "包头市", "baotou", "BAOTOU city", "150200"])
    def test_a_territory_answers_to_all_its_names(self, year, text):
        assert territory_of(text).pk == "150200"


def _post(client, url, **fields):
    form = client.get(url)
    assert form.status_code == 200, url
    key = form.content.decode().split('name="_key" value="')[1].split('"')[0]
    done = client.post(url, {**fields, "_key": key})
    assert done.status_code == 302, done.content.decode()[-2000:]
