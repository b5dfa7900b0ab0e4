"""The UI kit: shell, tables, forms, posting, figures on a page (design.md)."""
