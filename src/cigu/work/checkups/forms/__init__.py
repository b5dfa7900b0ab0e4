"""Forms of the room."""

from .campaigns import CampaignForm, CampaignTextForm, ConfirmForm, SelectForm
from .diagnosing import (
    CloseForm,
    DiagnosisForm,
    FollowUpForm,
    NeedForm,
    ReplyForm,
    ReviseForm,
)
from .inviting import AssignForm, ConsentForm, CorrectionForm, DeclineForm, SettleForm, WithdrawForm
from .questions import FACT, SectionForm
from .visiting import VisitForm

__all__ = [
    "FACT",
    "AssignForm",
    "CampaignForm",
    "CampaignTextForm",
    "CloseForm",
    "ConfirmForm",
    "ConsentForm",
    "CorrectionForm",
    "DeclineForm",
    "DiagnosisForm",
    "FollowUpForm",
    "NeedForm",
    "ReplyForm",
    "ReviseForm",
    "SectionForm",
    "SelectForm",
    "SettleForm",
    "VisitForm",
    "WithdrawForm",
]
