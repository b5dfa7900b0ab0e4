"""Sign-on: invitation only."""
