"""People, where they work, what binds them, and the documents that show what they can do."""
