"""Reads numbers in Chinese and mixed prose. Units, comparators and relations are to follow."""

from cigu.engines.factcheck.numbers import Number, read_numbers

__all__ = ["Number", "read_numbers"]
