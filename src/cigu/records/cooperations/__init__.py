"""Technical cooperations, from negotiation to delivery."""
