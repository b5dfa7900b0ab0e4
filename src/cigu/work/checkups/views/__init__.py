"""Pages of campaigns and checkups."""
