"""Workbooks as a bureau keeps them: read, matched, shown before they change anything, written."""
