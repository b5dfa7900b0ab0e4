"""What a refused write says: a code, data, and the next step."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError


class AuditError(CiguError):
    """A programming error: a write outside an action."""


class ValueRefused(CiguError):
    """A value that its column cannot hold."""

    def __init__(self, field: Any, value: Any, messages: list[str]) -> None:
        text = f"{field.verbose_name}: {' '.join(messages)}"
        super().__init__("value", text, field=field.name, value=str(value)[:200])


class StaleRecord(CiguError):
    """Somebody else changed the record since it was read."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__(
            "stale",
            _("Somebody changed this record while you were working. Compare, then save again."),
            object_type=record._meta.label,
            uid=str(record.uid),
        )
