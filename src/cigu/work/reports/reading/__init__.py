"""From a file to text: Word, PDF, plain text; tables as lines of cells."""

from .extracting import Extracted, check_outside, extract
from .faults import BadReport

__all__ = ["BadReport", "Extracted", "check_outside", "extract"]
