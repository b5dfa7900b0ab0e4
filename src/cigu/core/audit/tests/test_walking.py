"""The check in blocks and in several processes says the same as one leaf after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import make_party
from cigu.core.audit import context, keys, raw, verifying, walking
from cigu.core.audit.exporting import export
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, SealHead
from cigu.core.audit.recording import leaf_hash, note
from cigu.core.audit.verifying import verify

from .test_leaves import VALUES
from .test_sealing import rehashed, sql

ON = date(2024, 6, 14)
LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])


def rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        columns = raw.columns(connection.vendor)
        cursor.execute(f"select {columns} from audit_leaf order by id")  # noqa: S608
        return list(cursor.fetchall())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    detail=VALUES, words=st.text(LETTERS),
    address=st.none() | st.ip_addresses().map(str),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)  # fmt: skip
def test_columns_and_objects_give_one_hash(
    db: Any, monkeypatch: pytest.MonkeyPatch, detail: Any, words: str, address: str | None, at: Any
) -> None:
    token = context.request.set(context.Request("r" * 36, "s" * 32, address))
    try:
        with monkeypatch.context() as patch:
            patch.setattr("cigu.core.audit.recording.timezone.now", lambda: at)
            note("test.n", by=words[:100], on=ON, subject="x", uid=uuid4(), detail=detail, w=words)
    finally:
        context.request.reset(token)
    row, leaf = rows()[-1], AuditLeaf.objects.latest("pk")
    assert raw.digest(row) == leaf_hash(leaf) == leaf.leaf_hash


def test_a_column_of_another_kind_has_no_hash(db: Any) -> None:
    """Nobody moves text from one column into its neighbour."""
    make_party()
    row = list(rows()[-1])
    others = {
        "actor_id": '7, "address": "::1"', "after": '{"a": 1}, "x": 2', "object_revision": "1",
        "algorithm": "md0", "reason": None,
    }  # fmt: skip
    for name, value in others.items():
        other = list(row)
        other[raw.ORDER.index(name)] = value
        assert raw.digest(tuple(other)) is None, name


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (walking, verifying):
        monkeypatch.setattr(module, "BLOCK", 4)


@pytest.fixture
def trail(
    settings: Any, tmp_path: Path, shared_database: Any, small: None
) -> Iterator[list[AuditLeaf]]:
    """Fifteen leaves in blocks of four, under heads that end within, at and across blocks."""
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    for count in (1, 3, 2, 6, 3):
        for _ in range(count):
            make_party()
        seal_all()
        if count == 6:
            export()  # the target stays behind, at a size inside the tree
    yield list(AuditLeaf.objects.order_by("pk"))
    keys._mac_key.cache_clear()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_whole_trail_holds(trail: list[AuditLeaf], processes: int) -> None:
    told: list[int] = []
    report = verify(lambda done, total: told.append(done), processes=processes)
    assert report.faults == []
    assert (report.sealed, report.heads, report.unsealed) == (15, SealHead.objects.count(), 0)
    assert told == [4, 8, 12, 15]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("place", [0, 7, 14])
def test_an_edit_is_found_in_whatever_block(
    trail: list[AuditLeaf], processes: int, place: int
) -> None:
    leaf = trail[place]
    sql("update audit_leaf set actor = 'somebody' where id = %s", leaf.pk)
    (fault,) = verify(processes=processes).faults
    assert fault.startswith(f"leaf {leaf.pk} at place {place} was changed: test.party")
    rehashed(leaf)
    faults = verify(processes=processes).faults
    sizes = SealHead.objects.order_by("size").values_list("size", flat=True)
    later = [size for size in sizes if size > place]
    roots = [f for f in faults if f.startswith("head") and "another root" in f]
    assert [int(f.split()[3].rstrip(":")) for f in roots] == later
    assert any(f.startswith("target") for f in faults) == (place < 12)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_missing_place_ends_the_check_there(trail: list[AuditLeaf], processes: int) -> None:
    sql('delete from audit_sealed where "index" = 9')
    report = verify(processes=processes)
    assert "place 9 of the tree is missing" in report.faults and report.sealed == 9


def test_a_forged_head_is_found_by_its_signature(trail: list[AuditLeaf]) -> None:
    sql("update audit_head set note = replace(note, 'cigu', 'cugi') where size = 6")
    (fault,) = verify(processes=2).faults
    assert fault.startswith("head 6: No signature")


def test_a_head_over_an_unknown_hash_is_a_fault(trail: list[AuditLeaf]) -> None:
    sql("update audit_head set tree = 'md0' where size = 6")
    faults = verify().faults
    assert any("md0" in fault for fault in faults) and any("head 6" in fault for fault in faults)


def test_faults_are_told_up_to_a_bound_and_counted_beyond(
    trail: list[AuditLeaf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "FAULTS", 3)
    monkeypatch.setattr(verifying, "MOST", 7)
    sql("update audit_leaf set actor = 'somebody'")
    report = verify()
    assert len(report.faults) == 7 and len(report.faults) + report.more == 15
    assert not report.holds


def test_leaves_far_apart_are_found_by_name(trail: list[AuditLeaf]) -> None:
    """After years of other databases' ids, or of a restored one."""
    sql("update audit_leaf set id = id * 1000")
    sql("update audit_sealed set leaf_id = leaf_id * 1000")
    assert verify().faults == []
    assert SealHead.objects.count() >= 5
