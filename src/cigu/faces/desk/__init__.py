"""My desk and the overview of the year."""
