"""What leaves the system, what waits and what failed: for who runs it, and for who subscribes."""
