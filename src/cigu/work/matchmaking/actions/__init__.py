"""Everything that changes matches. Keyword-only; each in one transaction with its leaves."""

from .answering import accept, declare_conflict, decline, lapse
from .assigning import run_assignment, take_over
from .choosing import set_conditions, shortlist, unshortlist, unwaive, waive
from .following import release, reopen_need, sweep
from .labelling import label
from .meeting import meet, negotiate
from .proposing import add_note, exclude, extend, propose, remind, restore
from .suggesting import rank_need, rank_needs, suggest

__all__ = [
    "accept", "add_note", "declare_conflict", "decline", "exclude", "extend", "label", "lapse",
    "meet", "negotiate", "propose", "rank_need", "rank_needs", "release", "remind", "reopen_need",
    "restore", "run_assignment", "set_conditions", "shortlist", "suggest", "sweep", "take_over",
    "unshortlist", "unwaive", "waive",
]  # fmt: skip
