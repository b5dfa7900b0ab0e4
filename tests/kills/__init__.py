"""Writers that are killed at named points of every way to a commit, again and again."""
