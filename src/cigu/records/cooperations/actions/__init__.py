"""Cooperations from the first talk to the rating, and the look back at what they brought."""

from .cooperating import (
    BROKERS,
    CooperationRefused,
    begin_cooperation,
    correct_signing_date,
    deliver_cooperation,
    fail_cooperation,
    perform_cooperation,
    rate_cooperation,
    sign_cooperation,
    terminate_cooperation,
)
from .outcomes import confirm_outcome, report_outcome, return_outcome

__all__ = [
    "BROKERS", "CooperationRefused", "begin_cooperation", "confirm_outcome",
    "correct_signing_date", "deliver_cooperation", "fail_cooperation", "perform_cooperation",
    "rate_cooperation", "report_outcome", "return_outcome", "sign_cooperation",
    "terminate_cooperation",
]  # fmt: skip
