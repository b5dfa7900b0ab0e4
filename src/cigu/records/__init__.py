"""Nouns: one room each, ordered as house.md says."""
