"""Pages of cooperations."""
