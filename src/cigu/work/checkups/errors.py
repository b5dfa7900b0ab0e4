"""What a refused step says: where, why, how."""

from __future__ import annotations

from cigu.engines.basis.errors import CiguError


class CheckupRefused(CiguError):
    """The step is not possible yet; ``data["field"]`` names the place on the form."""
