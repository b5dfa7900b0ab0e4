"""Cooperations, and what became of them after 3, 6 and 12 months."""

from .cooperation import Cooperation, CooperationScope
from .outcome import MONTHS, Outcome

__all__ = ["MONTHS", "Cooperation", "CooperationScope", "Outcome"]
