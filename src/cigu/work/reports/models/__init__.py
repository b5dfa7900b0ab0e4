"""Reports that are written, and reports that are checked."""

from .checking import CheckDecision, CheckedFigure, ReportCheck
from .writing import Erratum, Report, ReportFigure, ReportSection

__all__ = [
    "CheckDecision", "CheckedFigure", "Erratum", "Report", "ReportCheck", "ReportFigure",
    "ReportSection",
]  # fmt: skip
