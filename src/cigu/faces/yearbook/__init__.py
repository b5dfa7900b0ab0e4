"""All published figures beside what the records give."""
