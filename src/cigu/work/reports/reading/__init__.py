"""From a file to text: Word, PDF, plain text; tables as lines of cells."""

from .extracting import Extracted, extract
from .faults import BadReport

__all__ = ["BadReport", "Extracted", "extract"]
