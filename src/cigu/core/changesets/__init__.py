"""Acts on many records at once: shown before, done as one, taken back as one."""
