"""Where a party belongs. The rooms that own organisations, people and teams say it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from .models import Party

Place = tuple[Any, str]  # territory or None, and the code of the domain or NO_DOMAIN
_registers: dict[str, tuple[type[Model], str]] = {}


def locate(kind: str, register: type[Model], body: str = "") -> None:
    """Parties of this kind stand in ``register``; the organisation ``body`` of a row says where it
    lies, without ``body`` the row itself does."""
    _registers[kind] = (register, body)


def place_of(party: Party) -> Place:
    """Unknown lies nowhere: only who is limited to no place reaches it."""
    register, body = _registers.get(party.kind, (None, ""))
    if register is None:
        return None, ""
    row = register._base_manager.filter(**{"party": party.pk}).first()
    found: Any = getattr(row, body, None) if body else row
    return (found.territory, found.domain_id or "") if found else (None, "")
