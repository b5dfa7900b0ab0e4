"""Pages, files and acts of the import."""
