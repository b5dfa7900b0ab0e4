"""Matchmaking: needs meet teams, experts and achievements, until a cooperation is signed."""
