"""Public notices (公示) with their period in working days, and objections from anybody."""
