"""Long work: progress in the database, interruption, resumption."""
