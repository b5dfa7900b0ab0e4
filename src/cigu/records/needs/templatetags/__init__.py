"""Filters of the pages of needs."""
