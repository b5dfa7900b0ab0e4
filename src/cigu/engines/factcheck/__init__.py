"""Reads the figures of Chinese reports and the arithmetic between them."""

from cigu.engines.factcheck.agreeing import agree
from cigu.engines.factcheck.checking import check
from cigu.engines.factcheck.linking import link, remember
from cigu.engines.factcheck.numbers import Number, read_numbers
from cigu.engines.factcheck.quantities import find_quantities
from cigu.engines.factcheck.reading import read
from cigu.engines.factcheck.sameness import compare

__all__ = [
    "Number", "agree", "check", "compare", "find_quantities", "link", "read", "read_numbers",
    "remember",
]  # fmt: skip
