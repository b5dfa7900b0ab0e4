"""Pages of the import: bring a workbook, match, look, write."""
