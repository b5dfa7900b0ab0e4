"""Research teams and their members."""
