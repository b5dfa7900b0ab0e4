"""The auditor's pages: the log, its heads and targets, the check, and bundles to take away."""
