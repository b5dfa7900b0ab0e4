"""Gap-free numbers: one counter row per series and year, raised as the last write."""
