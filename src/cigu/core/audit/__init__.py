"""One leaf per changed row, in the same transaction (house.md idea 4)."""
