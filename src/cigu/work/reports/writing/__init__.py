"""From a text with slots to a paper: slots, queries, blocks."""
