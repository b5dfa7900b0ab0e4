"""Trees over a growing list that prove what was in it, and signed notes that fix its head."""
