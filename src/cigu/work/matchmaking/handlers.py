"""What other rooms tell this one. Events may arrive twice; each handler looks at states first."""

from __future__ import annotations

from typing import Any

from cigu.core.notices.actions import on_event

from .actions.following import follow_failed, follow_signed


@on_event("cooperations.signed")
def signed(payload: dict[str, Any]) -> None:
    follow_signed(payload["uid"])


@on_event("cooperations.failed")
def failed(payload: dict[str, Any]) -> None:
    follow_failed(payload["uid"])
