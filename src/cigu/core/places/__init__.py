"""Territories (a tree), domains and the segments of a chain."""
