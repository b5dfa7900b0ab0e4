"""States, transitions, who may act, the clock, and the tasks that follow."""
