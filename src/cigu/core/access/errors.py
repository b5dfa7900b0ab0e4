"""Refusals that say what would be needed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError


class NotAllowed(CiguError):
    def __init__(self, message: str = "", **data: Any) -> None:
        text = message or _("You do not have the right to do this.")
        super().__init__("not_allowed", text, **data)


class DateRefused(CiguError):
    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(code, message, **data)
