"""Who can help with a need, why, and who takes which need."""
