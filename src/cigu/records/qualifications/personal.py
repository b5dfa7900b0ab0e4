"""A register of what bodies were awarded; nobody's name stands in it."""
