"""Enterprises, universities, institutes and every other body."""
