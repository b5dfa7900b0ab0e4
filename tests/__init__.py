"""Tests that span rooms: engines, house, stories. A room's own tests live in the room."""
