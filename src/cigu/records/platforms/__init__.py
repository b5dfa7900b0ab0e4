"""Innovation platforms: grades, stages covered, acceptances, mergers."""
