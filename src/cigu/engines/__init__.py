"""Arithmetic with no web and no database; engines stand only on `basis`."""
