"""What must hold in the data at all times, by name; asked of live data by one command."""
