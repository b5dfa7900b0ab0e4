"""An enterprise with somebody who acts for it, and an officer of its place."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.records.organisations.factories import make_enterprise

from ..factories import account_of


@pytest.fixture
def firm(county: Any, day: Any) -> Any:
    return make_enterprise(territory=county)


@pytest.fixture
def boss(firm: Any) -> Any:
    return account_of(firm)
