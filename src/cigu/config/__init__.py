"""Settings, root addresses and the server entry."""
