"""What a workbook, or a step with it, is refused for."""

from __future__ import annotations

from cigu.engines.basis.errors import CiguError


class BadBook(CiguError):
    """A file out of which no rows can be read."""


class ImportRefused(CiguError):
    """A step that is not possible now."""
