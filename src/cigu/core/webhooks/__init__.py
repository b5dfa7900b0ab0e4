"""Webhooks: what other systems are told, signed, and sent to public addresses only."""
