"""Lists: order, filters, disclosure, paging, export, and the page around them."""

from __future__ import annotations

import csv
import io
from itertools import chain

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.flow.models import Task
from cigu.core.ui.export import disarm, to_csv, to_xlsx
from cigu.core.ui.tests.sample import TaskTable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("cigu.core.ui.tests.urls")]


def table(user, query="", kind=TaskTable):
    request = RequestFactory().get(f"/list/?{query}")
    request.user = user
    return kind(request)


def sections(found):
    return [row.section for row in found.result]


def test_default_order_puts_unknown_days_last(officer, tasks):
    assert sections(table(officer, "sort=due_on")) == ["=", "a", "b", "c", "d"]
    assert sections(table(officer, "sort=-due_on")) == ["c", "b", "a", "=", "d"]


def test_head_says_and_turns_the_order(officer, tasks):
    heads = {h.name: h for h in table(officer, "sort=due_on").heads}
    assert heads["due_on"].aria == "ascending"
    assert "sort=-due_on" in heads["due_on"].url
    assert heads["section"].aria == ""


def test_filters_narrow_and_leave_pills(officer, tasks):
    found = table(officer, "due_from=2024-06-14&due_to=2024/6/17&find=B")
    assert sections(found) == ["b"]
    assert len(found.pills) == 2
    assert found.pills[0].url == "/list/?due_from=2024-06-14&due_to=2024%2F6%2F17"
    assert found.is_filtered


def test_an_impossible_filter_is_said_and_ignored(officer, tasks):
    found = table(officer, "due_from=2024-02-30&sort=bogus")
    assert len(sections(found)) == 5
    assert len(found.problems) == 2
    assert "2024-02-30" in found.problems[0]


def test_views_are_counted_in_one_query(officer, tasks, django_assert_num_queries):
    found = table(officer, "view=late")
    assert found.live_filters
    with django_assert_num_queries(1):
        assert [(t.code, t.count) for t in found.tabs] == [("all", 5), ("late", 1)]
    assert sections(found) == ["="]


def walk(officer, query, way):
    """Every page from the one asked for, going on by ``next_url`` or ``previous_url``."""
    pages, found = [], table(officer, query)
    while found is not None and len(pages) < 9:
        pages.append([row.section for row in found.found.rows])
        url = getattr(found, way)
        found = table(officer, url.partition("?")[2]) if url else None
    return pages


@pytest.mark.parametrize("order", ["section", "-section", "due_on", "-due_on", "state", "-state"])
def test_pages_follow_each_other_both_ways(officer, tasks, order):
    whole = sections(table(officer, f"sort={order}"))
    on = walk(officer, f"sort={order}", "next_url")
    assert [len(page) for page in on] == [3, 2]
    assert list(chain(*on)) == whole or order == "-state"  # equals may stand either way round
    back = walk(officer, f"sort={order}&page=last", "previous_url")
    assert [sorted(page) for page in back[:1]] == [sorted([*chain(*on)][2:])]
    assert back[-1] == on[0]


def test_a_row_that_goes_moves_no_other_over_the_edge(officer, tasks):
    first = table(officer, "sort=section")
    url = first.next_url
    with change("test", by=None, on=tasks[0].opened_on):
        tasks[0].closed_on = tasks[0].opened_on
        tasks[0].save()
    kind = type("Open", (TaskTable,), {"rows": lambda self: Task.objects.for_(self.user).open()})
    assert [r.section for r in table(officer, url.partition("?")[2], kind).found.rows] == ["c", "d"]


def test_the_foot_says_where_one_is(officer, tasks):
    first = table(officer)
    assert "5" in first.showing and not first.previous_url and not first.first_url
    second = table(officer, first.next_url.partition("?")[2])
    assert "4" in second.showing and not second.next_url and not second.last_url
    assert second.first_url == "/list/"
    assert "3" in table(officer, "page=last").showing


@pytest.mark.parametrize("wrong", ["99", "x", "WyJhIl0:abc", "-1", "9" * 3000])
def test_a_place_that_does_not_exist_is_said(officer, tasks, wrong):
    found = table(officer, f"page={wrong}")
    assert [row.section for row in found.found.rows] == ["=", "a", "b"]
    assert len(found.problems) == 1


def test_a_place_of_another_order_is_none(officer, tasks):
    mark = table(officer, "sort=section").next_url.partition("page=")[2]
    assert len(table(officer, f"sort=-due_on&page={mark}").problems) == 1


def test_more_than_the_limit_is_told_as_more(officer, tasks, monkeypatch):
    monkeypatch.setattr(TaskTable, "count_cap", 3)
    found = table(officer)
    assert (found.total, found.total_text) == (4, "超过 3")
    assert [tab.text for tab in found.tabs] == ["超过 3", "1"]


@pytest.fixture
def masked(monkeypatch):
    """Roles masked for a viewer to whom some row is not disclosed in full."""
    monkeypatch.setattr(TaskTable, "all_disclosed", False)


def test_a_sensitive_column_is_gone_everywhere(officer, tasks, masked):
    found = table(officer, "sort=role&who=officer")
    assert "role" not in [h.name for h in found.heads]
    assert found.sorting is None
    assert found.problems
    assert not found.pills
    assert "officer" not in to_csv(found).decode()


def test_a_masked_field_is_withheld_row_by_row(officer, tasks, masked, monkeypatch):
    monkeypatch.setattr(Task, "masked_fields", frozenset({"state"}))
    monkeypatch.setattr(Task, "is_masked", property(lambda row: row.section == "a"))
    found = table(officer, "sort=state")
    assert found.sorting is None
    assert not {h.name: h for h in found.heads}["state"].url
    cells = [row.cells[2] for row in found.rows_on_page]
    assert "cg-hid" in cells[1]
    assert "open" in cells[0]
    exported = to_csv(found).decode("utf-8-sig").splitlines()
    assert "open" not in exported[3]


def test_disclosure_of_all_rows_opens_sensitive_columns(officer, tasks):
    found = table(officer, "sort=-role&who=officer")
    assert found.sorting is not None
    assert len(found.pills) == 1


def test_rows_without_disclosure_never_prove_it(officer, tasks):
    class Plain(TaskTable):
        def rows(self):
            return Task.objects.all()

    assert "role" not in [c.name for c in table(officer, kind=Plain).shown_columns]


def test_csv_holds_all_pages_with_bom_and_no_formula(officer, tasks):
    content = to_csv(table(officer))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["数据级别：一般"]
    assert len(lines) == 7
    assert lines[2][0] == "'="
    assert lines[2][1] == "2024-06-10"
    assert len(lines[1]) == 5  # section, due, role, state, synthetic; no action


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "＝1"])
def test_what_looks_like_a_formula_is_disarmed(text):
    assert disarm(text) == f"'{text}"


def test_xlsx_keeps_types_and_writes_text_as_text(officer, tasks):
    sheet = load_workbook(io.BytesIO(to_xlsx(table(officer)))).active
    first = next(iter(sheet.iter_rows(min_row=2, max_row=2)))
    assert (first[0].value, first[0].data_type) == ("=", "s")
    assert first[1].value.date().isoformat() == "2024-06-10"
    assert sheet.max_row == 6


def test_export_needs_the_right_and_leaves_a_leaf(client, officer, tasks):
    client.force_login(officer)
    answer = client.get("/list/?format=csv&view=late")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    leaf = AuditLeaf.objects.get(verb="ui.export")
    assert (leaf.after["rows"], leaf.actor) == (1, str(officer.uid))
    client.logout()
    assert client.get("/list/?format=csv").status_code == 403


def test_the_list_answers_htmx_with_its_part(client, officer, tasks):
    client.force_login(officer)
    whole = client.get("/list/")
    part = client.get("/list/", headers={"HX-Request": "true", "HX-Target": "tasks"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b'id="tasks"' in part.content
    assert "HX-Target" in part["Vary"]
    assert b"style=" not in whole.content
    assert b"<script>" not in whole.content


def test_empty_and_filtered_empty_differ(client, officer, tasks):
    client.force_login(officer)
    assert "没有符合条件的记录" in client.get("/list/?find=zzz").content.decode()
    with_none = table(
        officer, kind=type("None_", (TaskTable,), {"rows": lambda s: Task.objects.none()})
    )
    assert not with_none.rows_on_page
    assert not with_none.is_filtered
