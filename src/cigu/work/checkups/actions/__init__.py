"""All writes of the room, in the order of its flow."""

from .campaigns import (
    assign_commissioner,
    close_campaign,
    create_campaign,
    edit_campaign,
    select_enterprises,
    start_campaign,
)
from .collecting import (
    consent,
    decline,
    hand_in,
    invite,
    propose_correction,
    record_visit,
    save_answers,
    settle_correction,
    withdraw,
    withdraw_consent,
)
from .diagnosing import diagnose, pass_silence, reply, revise
from .following import close, record_follow_up, start_follow_up
from .issuing import issue, raise_need_from

__all__ = [
    "assign_commissioner",
    "close",
    "close_campaign",
    "consent",
    "create_campaign",
    "decline",
    "diagnose",
    "edit_campaign",
    "hand_in",
    "invite",
    "issue",
    "pass_silence",
    "propose_correction",
    "raise_need_from",
    "record_follow_up",
    "record_visit",
    "reply",
    "revise",
    "save_answers",
    "select_enterprises",
    "settle_correction",
    "start_campaign",
    "start_follow_up",
    "withdraw",
    "withdraw_consent",
]
