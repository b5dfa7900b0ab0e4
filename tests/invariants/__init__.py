"""Each invariant is broken with SQL and has to name the record."""
