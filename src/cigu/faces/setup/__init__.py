"""The first hour: from an empty database to a region that works, step by step."""
