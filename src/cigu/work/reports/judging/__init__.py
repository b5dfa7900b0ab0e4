"""Figures of a text held against the records."""
