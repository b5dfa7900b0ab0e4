"""A leaf can be checked by anybody who reads it back, from either database."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import make_party, make_user
from cigu.core.audit import context
from cigu.core.audit.errors import AuditError
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.audit.recording import change, commitment, leaf_hash, note

ON = date(2024, 6, 14)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
    | st.dates() | st.uuids() | st.decimals(allow_nan=False, allow_infinity=False, places=3)
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from("abc"), x),
    max_leaves=6,
)  # fmt: skip
FROM_HERE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def last() -> AuditLeaf:
    """Read anew from the database."""
    return AuditLeaf.objects.order_by("-id")[0]


@FROM_HERE
@given(detail=VALUES, seconds=st.integers(0, 10**6))
def test_the_hash_is_found_again_from_the_row_read_back(db: Any, detail: Any, seconds: int) -> None:
    note("test.note", by=None, on=ON, subject="x", uid=uuid.uuid4(), detail=detail)
    assert leaf_hash(last()) == last().leaf_hash


def test_the_hash_covers_a_whole_change(db: Any, day: date) -> None:
    token = context.request.set(context.Request("r" * 36, "s" * 32, "2001:0db8:0:0::0001"))
    try:
        user = make_user("officer")
        with change("test.x", by=user, on=ON, reason="因", acting_for="乌有社"):
            user.grants.get().save()
    finally:
        context.request.reset(token)
    leaf = last()
    assert leaf.address == "2001:db8::1" and leaf.actor_id == user.pk
    assert leaf_hash(leaf) == leaf.leaf_hash
    for name, other in [("reason", "果"), ("after", {"x": 1}), ("object_revision", 9)]:
        changed = last()
        setattr(changed, name, other)
        assert leaf_hash(changed) != changed.leaf_hash, name


@pytest.mark.parametrize("address", [None, "", "127.0.0.1", "::ffff:10.0.0.1"])
def test_every_kind_of_address_is_kept(db: Any, address: str | None) -> None:
    token = context.request.set(context.Request(address=address))
    try:
        make_party()
    finally:
        context.request.reset(token)
    assert leaf_hash(last()) == last().leaf_hash


def test_what_is_no_number_is_refused(db: Any) -> None:
    with pytest.raises(ValueError, match="JSON"), transaction.atomic():
        note("test.note", by=None, on=ON, subject="x", uid=uuid.uuid4(), value=float("nan"))


def test_a_leaf_is_never_changed(db: Any) -> None:
    make_party()
    leaf = last()
    for write in (
        leaf.save, leaf.delete, AuditLeaf.objects.all().delete,
        lambda: AuditLeaf.objects.update(verb="x"),
        lambda: AuditLeaf.objects.bulk_update([leaf], ["verb"]),
    ):  # fmt: skip
        with pytest.raises(AuditError):
            write()


def test_personal_values_stand_in_the_leaf_as_commitments_only(db: Any) -> None:
    party = make_party("person", "拟名甲")
    leaf, kept = last(), PersonalValue.objects.get()
    assert leaf.object_uid == party.uid
    assert leaf.after["name"] == commitment(kept.salt, "拟名甲") and kept.leaf == leaf.pk
    assert "拟名甲" not in str(leaf.after)


def test_a_nested_personal_value_is_committed_to_as_the_database_gives_it_back(db: Any) -> None:
    """PostgreSQL orders the keys of nested values its own way, and writes 1.0 as it likes."""
    said = {"text": "拟名甲", "at": [1.0, 1e16], "day": datetime(2024, 1, 2, 3, 4, 5, 678901, UTC)}
    note("t.note", by=None, on=ON, subject="x", uid=uuid.uuid4(), personal={"found": said})
    kept = PersonalValue.objects.get()
    assert (last().after or {})["found"] == commitment(kept.salt, kept.value)


def test_erasing_a_personal_value_leaves_the_leaf_valid(db: Any) -> None:
    party = make_party("person", "拟名甲")
    with change("test.rename", by=None, on=ON):
        party.name = "拟名乙"
        party.save()
    PersonalValue.objects.all().delete()
    found = AuditLeaf.objects.filter(object_uid=party.uid)
    assert all(leaf_hash(leaf) == leaf.leaf_hash for leaf in found) and len(found) == 2


def test_equal_personal_values_look_different(db: Any) -> None:
    uids = [make_party(name="同名").uid for _n in range(2)]
    told = {leaf.after["name"] for leaf in AuditLeaf.objects.filter(object_uid__in=uids)}
    assert len(told) == 2


def test_without_a_person_the_system_acts(db: Any) -> None:
    make_party()
    assert (last().actor, last().actor_id) == ("system", None)


def test_leaves_of_one_transaction_share_its_id(db: Any) -> None:
    make_party(), make_party()
    ids = set(AuditLeaf.objects.values_list("txid", flat=True))
    assert ids == {None} if connection.vendor == "sqlite" else len(ids) == 1 and None not in ids


def test_real_time_is_kept_beside_the_business_date(db: Any) -> None:
    before = datetime.now(UTC)
    with change("test.backdated", by=None, on=date(2023, 1, 1)):
        make_party()
    note("test.n", by=None, on=date(2023, 1, 1), subject="x", uid=uuid.uuid4(), n=Decimal("1.50"))
    assert last().business_date == date(2023, 1, 1)
    assert before <= last().recorded_at <= datetime.now(UTC)
