"""Cigu (磁谷): an industrial brain for a region."""

__version__ = "0.1.0"
