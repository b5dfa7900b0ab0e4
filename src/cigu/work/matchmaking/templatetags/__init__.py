"""Filters of the pages of matchmaking."""
