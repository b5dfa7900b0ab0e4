"""A figure is a query (house.md idea 1)."""
