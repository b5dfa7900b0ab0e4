"""Platforms as the sources name them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.records.platforms.factories import make_platform
from cigu.records.platforms.models import Platform

pytestmark = pytest.mark.django_db


def test_a_platform_stands_once_in_its_group(officer: Any, day: date) -> None:
    make_platform(by=officer, name="乌有平台", group="lab")
    make_platform(by=officer, name="乌有平台", group="centre")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_platform(by=officer, name="乌有平台", group="lab")
    assert Platform.objects.for_(officer).count() == 2


def test_only_an_officer_of_the_place_enters_it(officer: Any) -> None:
    for user in (make_user(Role.LEADER), None):
        with pytest.raises(NotAllowed):
            make_platform(by=user)
    with pytest.raises(NotAllowed):
        make_platform(by=officer, territory=make_territory("150102"))
