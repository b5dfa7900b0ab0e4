"""The demo year: a synthetic scenario entered through the rooms' own actions."""
