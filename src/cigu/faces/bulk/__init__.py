"""Pages of acts on many records: choose, look, do, take back."""
