"""What stops a backup or a restore, each with what to do about it."""

from __future__ import annotations

from cigu.engines.basis.errors import CiguError


class BackupError(CiguError):
    """Nothing was changed where the site runs."""
