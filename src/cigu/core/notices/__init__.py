"""The outbox: what verbs tell people and each other, written in the same transaction."""
