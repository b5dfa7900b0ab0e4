"""Roadshows and need releases: the supply side."""
