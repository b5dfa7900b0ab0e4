"""Two people on one record, many at once: one wins, the others are told, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from cigu.core.access.factories import make_party
from cigu.core.access.models import Party
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change, leaf_hash

ON = date(2024, 6, 14)
Together = Callable[..., list[Any]]


def rename(party: Party, name: str) -> str:
    with change("test.rename", by=None, on=ON):
        party.name = name
        party.save()
    return name


@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_the_same_revision_exactly_one_saves(together: Together) -> None:
    party, read = make_party(), Barrier(2)

    def edit(number: int) -> str:
        mine = Party.objects.get(pk=party.pk)
        read.wait(10)
        return rename(mine, f"乌有{number}")

    results = together(edit, 2, threads=2)
    stale = [r for r in results if isinstance(r, StaleRecord)]
    assert len(stale) == 1 and stale[0].data["uid"] == str(party.uid)
    assert Party.objects.get().name in results


@pytest.mark.django_db(transaction=True)
def test_with_retries_no_update_is_lost_and_every_one_has_its_leaf(together: Together) -> None:
    party = make_party(name="0")

    def count_up(_number: int) -> None:
        while True:
            mine = Party.objects.get(pk=party.pk)
            try:
                rename(mine, str(int(mine.name) + 1))
                return
            except StaleRecord:
                continue

    assert together(count_up, 40) == [None] * 40
    row = Party.objects.get()
    leaves = list(AuditLeaf.objects.filter(object_uid=party.uid).order_by("object_revision"))
    assert (row.name, row.revision) == ("40", 41)
    assert [leaf.object_revision for leaf in leaves] == list(range(1, 42))
    assert all(leaf_hash(leaf) == leaf.leaf_hash for leaf in leaves)
