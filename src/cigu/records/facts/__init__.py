"""What an enterprise is asked once: dated facts with source, consent, and who read them."""
