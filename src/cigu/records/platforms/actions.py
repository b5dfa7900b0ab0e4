"""Register platforms."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.records.organisations.guards import check_can_register

from .models import Platform


def register_platform(*, by: Any, name: str, territory: Any, on: date | None = None,
                      reason: str = "", **fields: Any) -> Platform:  # fmt: skip
    check_can_register(by, territory)
    with acting("platforms.register", by=by, on=on, reason=reason):
        platform = Platform(name=name, territory=territory, **fields)
        platform.save()
    return platform
