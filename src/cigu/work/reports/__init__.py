"""Reports: checked against the records, and written from figures that the records support."""
