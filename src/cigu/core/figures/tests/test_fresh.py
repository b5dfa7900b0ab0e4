"""Kept answers are never older than the last change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cigu.core.access.factories import make_party, make_territory
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import fix_day
from cigu.core.figures import fresh, registry
from cigu.core.figures.expressions import Compound, Count, Definition, DistinctCount, Figure
from cigu.core.figures.reading import models_of
from cigu.core.figures.registry import compute
from cigu.core.figures.sources import Source, Where
from cigu.core.flow.models import Task
from cigu.engines.basis.periods import Period

DAY = date(2024, 6, 14)
YEAR = Period(date(2023, 6, 8), date(2024, 6, 8))
FLOW = Source(Task, territory="territory", dated="opened_on")
OF_PARTIES = Source(Task, territory="territory", dated="opened_on", only=Q(party__kind="person"))
TALE = Definition("c", "c", "d")
COUNT = Figure("T-c", "c", "x", "flow", Count(FLOW), TALE)
DISTINCT = Figure("T-d", "d", "x", "flow", DistinctCount(FLOW, "section"), TALE)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _anew(db: Any) -> Iterator[None]:
    fresh.forget()
    fix_day(DAY)
    make_territory("150203")
    yield
    fresh.forget()


def add(on: date = date(2024, 1, 1), key: str = "a", **fields: Any) -> Task:
    task = Task(
        subject_type="x", subject_uid=make_party().uid, section=key, state="s", opened_on=on,
        territory=make_territory("150203"), **fields,
    )  # fmt: skip
    with change("test.task", by=None, on=DAY):
        task.save()
    return task


def here(code: str = "150200") -> Where:
    return Where(make_territory(code), None, YEAR)


def asked(figure: Figure, where: Where) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        compute(figure, where)
    return [q["sql"] for q in found.captured_queries if 'FROM "task"' in q["sql"]]


def test_an_answer_is_kept_while_nothing_changes() -> None:
    add()
    where = here()
    assert compute(COUNT, where).value == 1
    assert asked(COUNT, where) == []
    assert asked(COUNT, here("150203")) != []


def test_a_change_of_what_it_reads_is_seen_at_once() -> None:
    where = here()
    assert compute(COUNT, where).value == 0
    task = add()
    assert compute(COUNT, where).value == 1
    with change("test.task", by=None, on=DAY):
        task.opened_on = YEAR.end
        task.save()
    assert compute(COUNT, where).value == 0


def test_a_change_of_something_else_leaves_it() -> None:
    add()
    where = here()
    compute(COUNT, where)
    make_party()
    assert asked(COUNT, where) == []


def test_random_changes_never_leave_an_old_answer() -> None:
    chance, tasks = random.Random(7), [add()]
    where = here()
    for _step in range(60):
        act = chance.choice(["add", "move", "look", "undo"])
        day = YEAR.start + timedelta(days=chance.randrange(-20, 380))
        if act == "add":
            tasks.append(add(day, chance.choice("abc")))
        elif act == "move":
            with change("test.task", by=None, on=DAY):
                task = chance.choice(tasks)
                task.opened_on, task.section = day, chance.choice("abc")
                task.save()
        elif act == "undo":
            with transaction.atomic():
                add(day, "z")
                compute(COUNT, where)
                transaction.set_rollback(True)
        counted = [t for t in Task.objects.all() if YEAR.start <= t.opened_on < YEAR.end]
        assert compute(COUNT, where).value == len(counted)
        assert compute(DISTINCT, where).value == len({t.section for t in counted})


def test_a_large_answer_is_given_with_its_time_while_it_is_counted_anew(monkeypatch: Any) -> None:
    monkeypatch.setattr(registry, "LARGE", 1)
    monkeypatch.setattr(registry, "_large", set())
    where = here()
    add(), add()
    assert (first := compute(COUNT, where)).value == 2 and first.behind is None
    before = timezone.now()
    add()
    held = Event()
    monkeypatch.setattr(fresh, "_quietly", later(held, fresh._quietly))
    told = compute(COUNT, where)
    assert told.value == 2 and told.behind is not None and told.behind <= before
    assert compute(COUNT, where).value == 2, "it is counted once, whoever asks meanwhile"
    held.set()
    fresh.settled()
    assert (last := compute(COUNT, where)).value == 3 and last.behind is None
    monkeypatch.setattr(fresh, "OLDEST", timedelta(0))
    add()
    assert compute(COUNT, where).value == 4, "an answer that is too old is not given"


def later(held: Event, work: Any) -> Any:
    def wait(*args: Any) -> None:
        assert held.wait(30)
        work(*args)

    return wait


def test_what_is_undone_is_not_kept() -> None:
    where = here()
    with transaction.atomic():
        add()
        assert compute(COUNT, where).value == 1
        transaction.set_rollback(True)
    assert compute(COUNT, where).value == 0


def test_a_database_that_was_put_back_is_noticed() -> None:
    where = here()
    add()
    assert compute(COUNT, where).value == 1
    with connection.cursor() as cursor:  # an older state, by means that leave no leaf
        cursor.execute("DELETE FROM task")
        newest = AuditLeaf.objects.order_by("-pk").values_list("pk", flat=True)[0]
        cursor.execute("DELETE FROM audit_leaf WHERE id = %s", [newest])
    assert compute(COUNT, where).value == 0


def test_value_and_records_agree() -> None:
    for key in "aab":
        add(key=key)
    add(key="b", synthetic=True)
    for figure, n in ((COUNT, 4), (DISTINCT, 2)):
        result = compute(figure, here())
        assert result.value == n == result.n_rows == len(result.rows)
        assert result.measured.upto(date(2024, 1, 1)) == n
        assert result.basis == ("both" if figure is COUNT else "real")
        assert {r.uid for r in result.rows} == set(
            figure.expression.drill(here()).rows.values_list("uid", flat=True)  # type: ignore[attr-defined]
        )


def test_what_a_figure_reads_is_told_by_its_paths() -> None:
    register = "core_figures.completeness"
    both = Compound([("a", Count(FLOW)), ("b", DistinctCount(OF_PARTIES, "party_id"))])
    assert models_of(Count(FLOW)) == {"core_flow.task", "core_places.territory", register}
    assert "core_access.party" in (models_of(both) or set())
    unclear = Source(Task, "territory", dated="opened_on",
                     only=Q(Exists(Task.objects.filter(pk=OuterRef("pk")))))  # fmt: skip
    assert models_of(Count(unclear)) is None
