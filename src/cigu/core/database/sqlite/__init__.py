"""Django backend: SQLite in WAL mode whose writers queue on a file lock."""
