"""Reports that are written, and reports that are checked."""

from .batching import CheckBatch, RefusedFile
from .checking import CheckDecision, CheckedFigure, ReportCheck
from .writing import Erratum, Report, ReportFigure, ReportSection

__all__ = [
    "CheckBatch", "CheckDecision", "CheckedFigure", "Erratum", "RefusedFile", "Report",
    "ReportCheck", "ReportFigure", "ReportSection",
]  # fmt: skip
