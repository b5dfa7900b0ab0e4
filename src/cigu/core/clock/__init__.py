"""Business time: what day it is for the records (house.md idea 2)."""
