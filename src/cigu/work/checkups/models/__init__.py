"""Campaigns, checkups and what belongs to them. All audited; all scoped like their checkup."""

from .campaign import Campaign
from .checkup import Checkup, CheckupScope
from .collecting import Consent, Correction, VisitRecord
from .diagnosis import Finding, PlanMeasure, Reply
from .following import FollowUp

__all__ = [
    "Campaign",
    "Checkup",
    "CheckupScope",
    "Consent",
    "Correction",
    "Finding",
    "FollowUp",
    "PlanMeasure",
    "Reply",
    "VisitRecord",
]
