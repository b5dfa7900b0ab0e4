"""How many rows a person may take away in a day."""
