"""Achievements that look for a user: the supply side."""
