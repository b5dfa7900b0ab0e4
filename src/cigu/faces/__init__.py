"""What spans rooms: desk, yearbook, API root, command line."""
