"""What is published stays as it was; later changes show as a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.figures import registry
from cigu.core.figures.expressions import Compound, Count, Definition, Figure, Growth, Sum
from cigu.core.figures.freezing import (
    declare_complete,
    difference,
    frozen_of,
    intact,
    publish,
    versions,
)
from cigu.core.figures.models import Completeness, FrozenRow, Publication
from cigu.core.figures.registry import compute, visible_rows
from cigu.core.figures.sources import Source, Where
from cigu.core.flow.models import Task
from cigu.engines.basis.periods import Period

FLOW = Source(Task, territory="territory", domain="domain", dated="opened_on")
Add, Place = Callable[..., Task], Callable[..., Where]


def make_figure(ident: str, expression: Any, **fields: Any) -> Figure:
    return Figure(ident, ident, "x", "flow", expression, Definition("c", "c", "d"), **fields)


AMOUNT = make_figure("T-1", Sum(FLOW, "position", Decimal("0.3333333")), decimals=2)
TWICE = make_figure("T-2", Compound([("n", Count(FLOW)), ("sum", Sum(FLOW, "position"))]))
GROWTH = make_figure("T-3", Growth(Count(FLOW)), registers=("tasks",))
PLAIN = make_figure("T-4", Count(FLOW), registers=("tasks",))


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_figures", {})
    registry.register(AMOUNT, TWICE)
    yield


def edit(task: Task, **fields: Any) -> None:
    with change("test.edit", by=None, on=date(2024, 6, 14)):
        for name, value in fields.items():
            setattr(task, name, value)
        task.save()


def test_a_frozen_figure_is_intact_until_a_row_is_touched(
    add: Add, where: Place, officer: Any
) -> None:
    add(date(2024, 1, 1), 2), add(date(2024, 1, 2), 5)
    issue = publish(title="年报", where=where(), by=officer)
    frozen = issue.figures.get(figure="T-1")
    assert frozen.value == Decimal("2.33") and frozen.rows.count() == 2
    assert frozen.parameters["period"] == "2023-06-08/2024-06-08"
    assert intact(frozen) and not difference(frozen, compute(AMOUNT, where()))
    row = frozen.rows.first()
    edit(row, contribution=Decimal(9))
    assert not intact(frozen)


def test_what_came_went_and_moved_shows_as_a_difference(
    add: Add, where: Place, officer: Any
) -> None:
    gone, moved, touched = (add(date(2024, 1, n), 2) for n in (1, 2, 3))
    publish(title="年报", where=where(), by=officer)
    frozen = frozen_of("T-1", where())
    edit(touched, state="t")
    seen = difference(frozen, compute(AMOUNT, where()))
    assert len(seen.revised) == 1 and not seen.moved and not seen
    edit(moved, position=3)
    assert difference(frozen, compute(AMOUNT, where())).moved
    came = add(date(2024, 1, 4))
    edit(gone, opened_on=date(2025, 1, 1))
    seen = difference(frozen, compute(AMOUNT, where()))
    assert [r.uid for r in seen.added] == [came.uid] and seen
    assert [r.object_uid for r in seen.removed] == [gone.uid]


def test_a_record_in_two_parts_of_a_compound_is_frozen_with_both(
    add: Add, where: Place, officer: Any
) -> None:
    task = add(date(2024, 1, 1), 5)
    frozen = publish(title="年报", where=where(), by=officer).figures.get(figure="T-2")
    assert (frozen.value, frozen.rows.get().contribution) == (6, 6)
    assert not difference(frozen, compute(TWICE, where()))
    edit(task, position=6)
    assert difference(frozen, compute(TWICE, where()))


def test_every_publication_of_a_scope_is_its_next_version(
    add: Add, where: Place, officer: Any
) -> None:
    made = [publish(title="年报", where=where(), by=officer) for _n in range(2)]
    other = publish(title="年报", where=where(code="150203"), by=officer)
    assert [p.version for p in [*made, other]] == [1, 2, 1]
    assert [p.number for p in [*made, other]] == ["NB-2024-0001", "NB-2024-0002", "NB-2024-0003"]
    assert versions(where()).first() == made[1]


@pytest.mark.django_db(transaction=True)
def test_publishers_at_the_same_time_get_different_versions(
    together: Callable[..., list[Any]],
) -> None:
    officer = make_user(Role.OFFICER)
    place = Where(make_territory("150200"), None, Period(date(2023, 1, 1), date(2024, 1, 1)))
    registry._figures.clear()
    results = together(lambda n: publish(title="年报", where=place, by=officer).version, 6)
    assert sorted(results) == [1, 2, 3, 4, 5, 6]
    assert len(set(Publication.objects.values_list("number", flat=True))) == 6


def test_only_an_officer_of_the_whole_scope_answers_for_it(where: Place, day: date) -> None:
    city, county = make_territory("150200"), make_territory("150203")
    refused = [
        make_user(Role.LEADER, territory=city), make_user(Role.OFFICER, territory=county),
        make_user(Role.OFFICER, territory=city, domain=make_domain()), None,
    ]  # fmt: skip
    for user in refused:
        with pytest.raises(NotAllowed):
            publish(title="年报", where=where(), by=user)
        with pytest.raises(NotAllowed):
            declare_complete(register="tasks", where=where(), method="x", by=user)
    assert not Publication.objects.exists() and not Completeness.objects.exists()


def declared(where: Where, by: Any, register: str = "tasks") -> Completeness:
    return declare_complete(register=register, where=where, method="核对", by=by)


def test_completeness_holds_below_and_within_and_until_withdrawn(
    add: Add, where: Place, officer: Any
) -> None:
    place, domain = where(), make_domain()
    assert compute(PLAIN, place).comparator == "≥"
    row = declared(place, officer)
    inside = [
        place, where(code="150203"), where(domain=domain),
        where(Period(date(2023, 7, 1), date(2024, 1, 1))),
    ]  # fmt: skip
    outside = [
        where(code="150000"), where(Period(date(2023, 6, 7), date(2024, 6, 8))),
        where(Period(date(2023, 6, 8), date(2024, 6, 9))),
    ]  # fmt: skip
    assert [compute(PLAIN, w).complete for w in inside] == [True] * 4
    assert [compute(PLAIN, w).complete for w in outside] == [False] * 3
    edit(row, withdrawn_on=date(2024, 6, 14))
    assert not compute(PLAIN, place).complete


def test_one_domain_complete_does_not_make_all_complete(where: Place, officer: Any) -> None:
    domain = make_domain()
    declared(where(domain=domain), officer)
    assert compute(PLAIN, where(domain=domain)).complete
    assert not compute(PLAIN, where()).complete
    assert not compute(PLAIN, where(domain=make_domain("steel", "钢铁"))).complete


def test_growth_is_final_only_when_its_base_is_too(where: Place, officer: Any) -> None:
    declared(where(), officer)
    assert not compute(GROWTH, where()).complete
    declared(where(Period(date(2022, 6, 8), date(2023, 6, 8))), officer)
    assert compute(GROWTH, where()).complete


def test_a_figure_says_what_its_rows_are(add: Add, where: Place) -> None:
    assert compute(PLAIN, where()).basis == "none"
    add(date(2024, 1, 1), synthetic=True)
    assert compute(PLAIN, where()).basis == "synthetic"
    add(date(2024, 1, 1))
    assert compute(PLAIN, where()).basis == "both"


def test_a_viewer_opens_only_their_rows_and_learns_how_many_more(
    add: Add, where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "PORTION", 2)
    mine = make_user(Role.BROKER, territory=make_territory("150203"))
    for code in ("150203", "150203", "150203", "150204"):
        add(date(2024, 1, 1), code=code, role=Role.BROKER)
    result = compute(PLAIN, where())
    rows, hidden = visible_rows(result, mine)
    assert (result.value, len(rows), hidden) == (4, 3, 1)
    assert visible_rows(result, None) == ([], 4)


def test_rows_without_a_scope_open_for_nobody(add: Add, where: Place, officer: Any) -> None:
    add(date(2024, 1, 1))
    publish(title="年报", where=where(), by=officer)
    source = Source(FrozenRow, territory="frozen__publication__territory", dated="dated")
    result = compute(make_figure("T-5", Count(source)), where())
    assert result.value == 2 and visible_rows(result, officer) == ([], 2)


def test_two_figures_of_one_id_are_refused() -> None:
    registry.register(AMOUNT)
    with pytest.raises(ValueError, match="twice"):
        registry.register(make_figure("T-1", Count(FLOW)))
    with pytest.raises(registry.UnknownFigure):
        registry.figure("T-99")
