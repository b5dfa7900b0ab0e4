"""The law as dated data: instruments, calendars; read by `loader`."""
