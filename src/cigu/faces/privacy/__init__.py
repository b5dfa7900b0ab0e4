"""What the site holds on a person: shown, copied, corrected, erased."""
