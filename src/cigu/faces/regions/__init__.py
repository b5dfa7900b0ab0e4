"""Load a region's pack: places, domains, segments, and its public facts with their sources."""
