"""What every room of nouns and verbs stands on."""
