"""Content-addressed files, checked before anything opens them."""
