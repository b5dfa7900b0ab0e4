"""The API root: every room's router behind one door."""
