"""One file for an outsider: checks a bundle of the audit with Python alone."""
