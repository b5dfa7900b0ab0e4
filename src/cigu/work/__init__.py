"""Verbs: one room each; verbs never import each other."""
