"""``for_(user)``: the same rows in lists, counts, filters and slices, each once, rightly masked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.actions import grant_role
from cigu.core.access.factories import (
    PLACES,
    make_domain,
    make_party,
    make_territory,
    make_user,
)
from cigu.core.access.models import User
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import NOTHING, Access, Scope
from cigu.core.audit.recording import change
from cigu.core.flow.models import Task

ON = date(2024, 6, 14)
pytestmark = pytest.mark.django_db


class Whole(Scope):
    """By place in full, by party masked, and never what concerns a rival."""

    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "territory", "domain")

    def masked(self, access: Access) -> Q:
        return Q(party__in=access.parties)

    def hidden(self, access: Access) -> Q:
        return Q(role="rival") if access.has(Role.BROKER) else NOTHING


class Many(Scope):
    """Over a join that multiplies rows: parties with any grant."""

    def full(self, access: Access) -> Q:
        return Q(party__grants__role=Role.ENTERPRISE)

    def masked(self, access: Access) -> Q:
        return Q(party__grants__isnull=False) | Q(party__isnull=True)


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(Task, "scope", Whole())


def make_task(**fields: Any) -> Task:
    uid = make_party().uid
    task = Task(subject_type="x", subject_uid=uid, section="s", state="s", opened_on=ON, **fields)
    with change("test.task", by=None, on=ON):
        task.save()
    return task


def seen(user: Any) -> dict[int, str]:
    return {row.pk: row.disclosure for row in Task.objects.for_(user)}


def test_place_gives_all_and_party_gives_part() -> None:
    party, county = make_party(), make_territory("150203")
    inside = make_task(territory=county, party=party)
    outside = make_task(territory=make_territory("150102"), party=party)
    make_task(territory=make_territory("150102"))
    officer = make_user(Role.OFFICER, territory=county.parent)
    client = make_user(Role.ENTERPRISE, party=party)
    assert seen(officer) == {inside.pk: "full"}
    assert seen(client) == {inside.pk: "masked", outside.pk: "masked"}
    assert seen(AnonymousUser()) == seen(None) == seen(make_user()) == {}


def test_lists_counts_filters_and_slices_agree() -> None:
    party, county = make_party(), make_territory("150203")
    rows = [make_task(territory=county) for _n in range(3)]
    rows += [make_task(territory=make_territory("150102"), party=party) for _n in range(2)]
    user = make_user(Role.OFFICER, territory=county)
    grant_role(user=user, role=Role.ENTERPRISE, by=None, party=party, valid_from=ON)
    mine = Task.objects.for_(user)
    assert mine.count() == len(mine) == 5
    assert mine.filter(disclosure="full").count() == 3 == Task.objects.readable(user).count()
    assert mine.filter(disclosure="masked").exists()
    order = [r.disclosure for r in mine.order_by("disclosure", "pk")]
    assert order == ["full"] * 3 + ["masked"] * 2
    assert [r.pk for r in mine.order_by("-pk")[1:3]] == [rows[3].pk, rows[2].pk]
    assert mine.filter(territory=county).count() == 3
    assert list(mine.values_list("disclosure", flat=True).distinct().order_by("disclosure")) == [
        "full", "masked",
    ]  # fmt: skip
    assert mine.first().is_masked is False


def test_what_is_hidden_is_hidden_whatever_else_shows_it() -> None:
    county = make_territory("150203")
    make_task(territory=county, role="rival")
    plain = make_task(territory=county)
    broker = make_user(Role.BROKER, territory=county)
    assert seen(broker) == {plain.pk: "full"}
    assert Task.objects.for_(broker).filter(role="rival").count() == 0


def test_a_row_with_many_reasons_to_be_seen_is_seen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    party, other = make_party(), make_party()
    for _n in range(3):
        make_user(Role.ENTERPRISE, party=party)
        make_user(Role.EXPERT, party=other)
    twice, part, bare = make_task(party=party), make_task(party=other), make_task()
    monkeypatch.setattr(Task, "scope", Many())
    user = make_user(Role.OFFICER)
    assert seen(user) == {twice.pk: "full", part.pk: "masked", bare.pk: "masked"}
    assert Task.objects.for_(user).count() == 3 == len(Task.objects.for_(user))
    assert Task.objects.readable(user).get() == twice


def test_a_domain_grant_does_not_list_rows_without_a_domain() -> None:
    county = make_territory("150203")
    own = make_task(territory=county, domain=make_domain())
    make_task(territory=county)
    make_task(territory=county, domain=make_domain("steel", "钢铁"))
    assert seen(make_user(Role.OFFICER, territory=county, domain=make_domain())) == {own.pk: "full"}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_lists_and_the_question_for_one_row_agree(data: st.DataObject) -> None:
    """``within`` filters rows as ``covers`` answers for each, whatever the grants."""
    places = st.sampled_from([None, *PLACES])
    fields = st.sampled_from([None, "rare_earth", "steel"])

    def place(code: str | None) -> Any:
        return make_territory(code) if code else None

    def field(code: str | None) -> Any:
        return make_domain(code, code) if code else None

    user: User = make_user(
        Role.OFFICER, territory=place(data.draw(places)), domain=field(data.draw(fields))
    )
    tasks = [
        make_task(territory=place(data.draw(places)), domain=field(data.draw(fields)))
        for _n in range(3)
    ]
    access = Access.of(user)
    allowed = {t.pk for t in tasks if access.covers(Role.OFFICER, t.territory, t.domain_id or "")}
    found = set(Task.objects.for_(user).values_list("pk", flat=True))
    assert found & {t.pk for t in tasks} == allowed


def test_masked_columns_of_a_masked_row_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Task, "masked_fields", frozenset({"state"}))
    party = make_party()
    make_task(party=party)
    row = Task.objects.for_(make_user(Role.ENTERPRISE, party=party)).get()
    assert row.is_masked and row.shown("state") is None and row.shown("section") == "s"
    assert Task.objects.get().shown("state") == "s"
