"""Every write of the room."""

from .consenting import give_consent, withdraw_consent, withdraw_given_with
from .deciding import accept_facts, leave_returned, return_facts
from .stating import About, state_facts
from .using import record_use, record_uses

__all__ = [
    "About", "accept_facts", "give_consent", "leave_returned", "record_use", "record_uses",
    "return_facts", "state_facts", "withdraw_consent", "withdraw_given_with",
]  # fmt: skip
