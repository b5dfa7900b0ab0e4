"""Tests that keep docs/adr/0001 and MAP.md true."""
