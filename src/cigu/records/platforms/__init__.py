"""Innovation platforms, as the public sources name them. Their life cycle comes later."""
