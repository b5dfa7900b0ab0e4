"""Every write leaves a leaf, none goes round it, and an instance never lies about its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import Party
from cigu.core.audit.errors import AuditError, StaleRecord, ValueRefused
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change, create_many
from cigu.core.figures.models import FrozenFigure, FrozenRow, Publication
from cigu.core.jobs.models import Job

ON = date(2024, 6, 14)


def leaves(row: Any) -> list[AuditLeaf]:
    found = AuditLeaf.objects.filter(object_type=row._meta.label_lower, object_uid=row.uid)
    return list(found.order_by("id"))


def act(name: str = "test.act") -> Any:
    return change(name, by=None, on=ON)


def frozen(officer: Any, **fields: Any) -> FrozenFigure:
    """A figure published for the officer's city."""
    place = officer.grants.get().territory
    with act():
        issue = Publication(
            number="NB-1", title="乌有年报", territory=place, since=date(2023, 1, 1), until=ON,
            version=1, published_on=ON,
        )  # fmt: skip
        issue.save()
        figure = FrozenFigure(
            publication=issue, figure="T-1", definition_version=1, parameters={},
            algorithm="sha256", row_hash="0", **fields,
        )  # fmt: skip
        figure.save()
    return figure


@pytest.fixture
def job(db: Any, day: date) -> Job:
    row = Job(kind="test", owner=make_user(), arguments={"list": [1]})
    with act():
        row.save()
    return Job.objects.get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_outside_an_action_nothing_is_written() -> None:
    with pytest.raises(AuditError, match="outside an action"):
        Party(kind="team", name="乌有队").save()
    assert not Party.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failed_action_leaves_neither_row_nor_leaf() -> None:
    before = AuditLeaf.objects.count()
    with pytest.raises(ZeroDivisionError), act():
        Party(kind="team", name="乌有队").save()
        raise ZeroDivisionError
    assert not Party.objects.exists() and AuditLeaf.objects.count() == before


def test_a_change_inside_a_nested_value_is_seen(job: Job) -> None:
    job.arguments["list"].append(2)
    with act():
        job.save()
    assert leaves(job)[-1].before == {"arguments": {"list": [1]}}
    assert leaves(job)[-1].after == {"arguments": {"list": [1, 2]}}


def test_reading_a_deferred_column_hides_no_change(job: Job) -> None:
    row = Job.objects.defer("error", "kind").get(pk=job.pk)
    row.done = 7
    assert row.kind == "test"
    with act():
        row.save()
    assert leaves(job)[-1].before == {"done": 0} and leaves(job)[-1].after == {"done": 7}


def test_a_deferred_column_that_is_set_tells_what_it_was(job: Job) -> None:
    row = Job.objects.defer("kind").get(pk=job.pk)
    row.kind = "other"
    with act():
        row.save()
    assert leaves(job)[-1].before == {"kind": "test"}


def test_without_its_revision_a_row_is_not_saved(job: Job) -> None:
    row = Job.objects.only("kind").get(pk=job.pk)
    with pytest.raises(AuditError, match="revision"), act():
        row.save()


def test_refreshing_one_column_keeps_the_other_changes(job: Job) -> None:
    job.done = 3
    job.refresh_from_db(fields=["kind"])
    with act():
        job.save()
    assert leaves(job)[-1].after == {"done": 3}


def test_of_two_people_the_second_is_told(job: Job) -> None:
    mine, theirs = Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk)
    with act():
        theirs.done = 1
        theirs.save()
    mine.done = 2
    with pytest.raises(StaleRecord), act():
        mine.save()
    assert Job.objects.get(pk=job.pk).done == 1 and len(leaves(job)) == 2


def test_after_a_failed_action_the_same_object_can_be_saved_again(job: Job) -> None:
    job.done = 5
    with pytest.raises(ZeroDivisionError), act():
        job.save()
        job.save()
        raise ZeroDivisionError
    with act():
        job.save()
    assert job.revision == 2
    assert leaves(job)[-1].before == {"done": 0} and leaves(job)[-1].after == {"done": 5}


def test_after_a_failed_creation_the_same_object_can_be_created(db: Any) -> None:
    party = Party(kind="team", name="乌有队")
    with pytest.raises(ZeroDivisionError), act():
        with act("test.inner"):
            party.save()
        raise ZeroDivisionError
    assert party.pk is None
    with act():
        party.save()
    assert Party.objects.get().revision == 1 and [x.verb for x in leaves(party)] == ["test.act"]


def test_an_inner_action_signs_its_own_leaves(db: Any) -> None:
    first, second = (Party(kind="team", name=f"乌有{n}队") for n in "一二")
    with act("test.outer"):
        with act("test.inner"):
            first.save()
        second.save()
    assert [leaves(p)[0].verb for p in (first, second)] == ["test.inner", "test.outer"]


RAW: list[Callable[[Any], Any]] = [
    lambda rows: rows.update(name="x"),
    lambda rows: rows.delete(),
    lambda rows: rows.bulk_create([Party(kind="team", name="x")]),
    lambda rows: rows.bulk_update(list(rows), ["name"]),
    lambda rows: rows.create(kind="team", name="x"),
    lambda rows: rows.get_or_create(kind="team", name="x"),
    lambda rows: rows.update_or_create(name="x", defaults={"kind": "team"}),
    lambda rows: rows.first().delete(),
    lambda rows: rows.first().save(update_fields=["name"]),
]


@pytest.mark.parametrize("write", RAW)
@pytest.mark.parametrize("manager", ["objects", "_base_manager"])
def test_writes_that_would_leave_no_leaf_are_refused(
    db: Any, write: Callable[[Any], Any], manager: str
) -> None:
    party = make_party(name="乌有社")
    with pytest.raises(AuditError), act():
        write(getattr(Party, manager).filter(pk=party.pk))
    assert list(Party.objects.values_list("name", flat=True)) == ["乌有社"]


def test_a_related_manager_cannot_write_past_the_leaves(job: Job) -> None:
    other = make_user("enterprise", party=make_party())
    with pytest.raises(AuditError):
        make_party().grants.add(other.grants.get())


def test_a_batch_leaves_one_leaf_for_each_row(db: Any, officer: Any) -> None:
    kept = frozen(officer)
    rows = [row(kept, n) for n in range(3)]
    with act():
        create_many(FrozenRow, rows)
    assert [leaves(r)[0].after["object_revision"] for r in rows] == [0, 1, 2]
    rows[1].label = "後"
    with act():
        rows[1].save()
    assert list(leaves(rows[1])[1].before) == ["label"], "a label may name somebody: kept aside"


def row(kept: Any, number: int) -> FrozenRow:
    return FrozenRow(
        frozen=kept, object_type="core_access.party", object_uid=kept.uid,
        object_revision=number, contribution=1, label="先",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "x" * 61), ("kind", "a\x00b"), ("done", -1), ("owner_id", "seven")],
)
def test_a_value_that_one_database_would_take_is_refused_on_both(
    job: Job, name: str, value: Any
) -> None:
    setattr(job, name, value)
    with pytest.raises(ValueRefused) as refused, act():
        job.save()
    assert refused.value.data["field"] == name.removesuffix("_id")
    assert len(leaves(job)) == 1


@pytest.mark.parametrize(("given", "kept"), [("0.0000005", "0.000001"), (2, "2.000000")])
def test_decimals_are_rounded_half_up_before_they_are_written(
    officer: Any, given: Any, kept: str
) -> None:
    row = frozen(officer, value=Decimal(given))
    assert str(row.value) == kept == leaves(row)[-1].after["value"]
    assert type(row).objects.get(pk=row.pk).value == row.value


def test_dates_given_as_text_become_dates(officer: Any) -> None:
    grant = officer.grants.get()
    grant.valid_to = "2024-12-31"
    with act():
        grant.save()
    assert grant.valid_to == date(2024, 12, 31)
    grant.valid_to = "2024-02-30"
    with pytest.raises(ValueRefused), act():
        grant.save()


def test_a_leaf_costs_the_same_number_of_questions_in_a_batch(
    db: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    kept = frozen(officer)
    with django_assert_max_num_queries(6), act():
        create_many(FrozenRow, [row(kept, n) for n in range(40)])
