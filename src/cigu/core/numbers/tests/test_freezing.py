"""After a restore no number is given before somebody has looked at the papers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from cigu.core.access.factories import make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.numbers.actions import SeriesFrozen, confirm_series, freeze_all, next_number
from cigu.core.numbers.models import Counter
from cigu.engines.basis.errors import CiguError

ON = date(2024, 6, 14)


@pytest.fixture
def frozen(db: Any) -> Counter:
    counter = Counter.objects.create(series="X", year=2024, last=7)
    assert freeze_all(by=None) == 1
    return counter


@pytest.mark.fault(30)
def test_a_frozen_series_gives_no_number_and_does_not_move(frozen: Counter) -> None:
    with pytest.raises(SeriesFrozen, match="cigu numbers confirm X 2024"), transaction.atomic():
        next_number("X", ON)
    frozen.refresh_from_db()
    assert frozen.last == 7


@pytest.mark.fault(30)
def test_a_confirmed_series_goes_on_after_the_highest_number_on_paper(frozen: Counter) -> None:
    confirm_series("X", 2024, 9, by=make_user())
    with transaction.atomic():
        assert next_number("X", ON) == "X-2024-0010"
    leaf = AuditLeaf.objects.get(verb="numbers.confirm")
    assert leaf.after == {"last": 9, "before": 7}


def test_freezing_is_in_the_trail(frozen: Counter) -> None:
    assert AuditLeaf.objects.get(verb="numbers.freeze").after == {"series": 1}


def test_a_confirmation_below_the_database_is_refused(frozen: Counter) -> None:
    with pytest.raises(CiguError) as refused:
        confirm_series("X", 2024, 6, by=make_user())
    assert refused.value.code == "last_too_low"
    frozen.refresh_from_db()
    assert frozen.frozen


def test_an_unknown_series_cannot_be_confirmed(db: Any) -> None:
    with pytest.raises(CiguError) as refused:
        confirm_series("Z", 2024, 6, by=make_user())
    assert refused.value.code == "no_series"
