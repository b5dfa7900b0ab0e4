"""How digital, how able a plant is, by instruments kept as data."""
