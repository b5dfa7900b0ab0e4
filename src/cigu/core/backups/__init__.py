"""Backups that prove themselves: made beside the running site, restored elsewhere, drilled."""
