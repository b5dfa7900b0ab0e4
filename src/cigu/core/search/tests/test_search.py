"""Search finds what one may see, and only in columns that one may read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import make_party, make_territory, make_user
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import Access, Scope
from cigu.core.audit.recording import change
from cigu.core.flow.models import Task
from cigu.core.search import registry
from cigu.core.search.registry import MAX_HITS, Searchable, find

ON = date(2024, 6, 14)
pytestmark = pytest.mark.django_db


class Half(Scope):
    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "territory")

    def masked(self, access: Access) -> Q:
        return Q(party__in=access.parties)


@pytest.fixture(autouse=True)
def searched(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(Task, "scope", Half())
    item = Searchable("Tasks", Task, ("section",), ("subject_type",))
    monkeypatch.setattr(registry, "_searchables", [item])


def make_task(section: str, kept: str = "-", **fields: Any) -> Task:
    uid = make_party().uid
    task = Task(
        subject_type=kept, subject_uid=uid, section=section, state="s", opened_on=ON, **fields
    )
    with change("test.task", by=None, on=ON):
        task.save()
    return task


def hits(user: Any, text: str) -> list[Any]:
    return [row for group in find(user, text) for row in group.rows]


def test_all_words_must_be_found_in_any_width() -> None:
    row = make_task("烧结 NdFeB 磁体", territory=make_territory())
    officer = make_user(Role.OFFICER)
    assert hits(officer, "ｎｄｆｅｂ　磁体") == [row]
    assert hits(officer, "NdFeB 电机") == hits(officer, "   ") == []


def test_a_masked_column_is_no_way_to_guess_it() -> None:
    party = make_party()
    row = make_task("磁体", "机密", territory=make_territory(), party=party)
    client = make_user(Role.ENTERPRISE, party=party)
    assert hits(client, "磁体") == [row] and hits(client, "机密") == []
    assert hits(make_user(Role.OFFICER), "机密") == [row]
    assert hits(make_user(Role.ENTERPRISE, party=make_party()), "磁体") == []


def test_signs_of_the_query_language_are_plain_text() -> None:
    make_task("磁体", territory=make_territory())
    row = make_task("100 % 磁_体", territory=make_territory())
    assert hits(make_user(Role.OFFICER), "%") == hits(make_user(Role.OFFICER), "磁_") == [row]


def test_many_hits_are_cut_and_the_rest_is_told() -> None:
    for _n in range(MAX_HITS + 3):
        make_task("磁体", territory=make_territory())
    (group,) = find(make_user(Role.OFFICER), "磁体")
    assert len(group.rows) == MAX_HITS < group.total


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_no_text_is_an_accident(text: str) -> None:
    list(find(make_user(), text))


def test_a_noun_is_registered_once() -> None:
    registry.register(Searchable("Again", Task, ("state",)))
    assert len(registry._searchables) == 1
