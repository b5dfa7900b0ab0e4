"""Who may see and do what: users, parties, grants, disclosure (house.md idea 3)."""
