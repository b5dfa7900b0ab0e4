"""Database backends. SQLite with a file lock before BEGIN, see docs/adr/0003."""
