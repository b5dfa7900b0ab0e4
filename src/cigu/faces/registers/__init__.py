"""Pages over the registers: organisations, people, teams, achievements."""
