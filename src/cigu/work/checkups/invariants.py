"""Campaigns and checkups: state and days, consent, findings, the issued report, follow-ups."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.documents.models import Document
from cigu.core.invariants.rows import after_day, before, never, rows_of
from cigu.records.needs.models import Need

from .models import Campaign, Checkup, Consent, Finding, FollowUp, Reply, VisitRecord
from .models.checkup import COUNTED
from .models.following import PROVEN
from .states import DECLINE_REASONS, WITHDRAW_REASONS

AGREED = ["collecting", "collected", "visited", "diagnosed", "replied", *COUNTED]
HANDED_IN = ["collected", "visited", "diagnosed", "replied", *COUNTED]
SEEN = ["visited", "diagnosed", "replied", *COUNTED]
ORDER = ("selected_on", "invited_on", "consented_on", "collected_on")


def of_checkup(model: type[Model], **kept: Any) -> Any:
    return rows_of(model).filter(checkup=OuterRef("pk"), **kept)


never(
    "checkups.campaign_span",
    "a campaign does not end before it begins",
    Campaign,
    before("until", "since"),
    "number",
    "since",
    "until",
)
never(
    "checkups.campaign_started",
    "a running campaign says when it started",
    Campaign,
    Q(state__in=["running", "closed"], started_on__isnull=True),
    "number",
)
never(
    "checkups.campaign_closed",
    "a closed campaign says when",
    Campaign,
    Q(state="closed", closed_on__isnull=True),
    "number",
)
never(
    "checkups.campaign_open_checkups",
    "no checkup of a closed campaign is under way",
    Checkup,
    Q(campaign__state="closed") & Q(state__in=["planned", "invited", "collecting"]),
    "number",
    "state",
)
never(
    "checkups.domain_of_campaign",
    "a checkup lies in the domain of its campaign",
    Checkup,
    ~Q(domain=F("campaign__domain")),
    "number",
)
never(
    "checkups.instrument_of_campaign",
    "a checkup keeps the instrument of its campaign",
    Checkup,
    ~Q(instrument=F("campaign__instrument")) | ~Q(instrument_hash=F("campaign__instrument_hash")),
    "number",
)
never(
    "checkups.enterprise_basis",
    "no invented checkup examines a real enterprise",
    Checkup,
    Q(synthetic=True, enterprise__synthetic=False),
    "number",
)
never(
    "checkups.invited_has_day",
    "whoever agreed was invited on a day",
    Checkup,
    Q(state__in=["invited", "declined", *AGREED], invited_on__isnull=True),
    "number",
)
never(
    "checkups.agreed_has_day",
    "a questionnaire is open because of a consent with a day",
    Checkup,
    Q(state__in=AGREED, consented_on__isnull=True),
    "number",
    "state",
)
never(
    "checkups.agreed_has_consent",
    "a questionnaire is open because a consent is on record",
    Checkup,
    Q(state__in=AGREED) & ~Exists(of_checkup(Consent)),
    "number",
    "state",
)
never(
    "checkups.handed_in_has_day",
    "a questionnaire handed in says when",
    Checkup,
    Q(state__in=HANDED_IN, collected_on__isnull=True),
    "number",
    "state",
)
never(
    "checkups.visited_has_day",
    "a visited enterprise was visited on a day",
    Checkup,
    Q(state__in=SEEN, visited_on__isnull=True),
    "number",
    "state",
)
never(
    "checkups.visited_has_record",
    "a visit left its record",
    Checkup,
    Q(state__in=SEEN) & ~Exists(of_checkup(VisitRecord)),
    "number",
    "state",
)
never(
    "checkups.diagnosed_has_day",
    "a diagnosis was written on a day",
    Checkup,
    Q(state__in=["diagnosed", "replied", *COUNTED], diagnosed_on__isnull=True),
    "number",
)
never(
    "checkups.diagnosed_has_finding",
    "a diagnosis has findings",
    Checkup,
    Q(state__in=["diagnosed", "replied", *COUNTED])
    & ~Exists(of_checkup(Finding, retired_on__isnull=True)),
    "number",
)
never(
    "checkups.replied_has_reply",
    "a reply, or that none came, is on record",
    Checkup,
    Q(state__in=["replied", *COUNTED]) & ~Exists(of_checkup(Reply)),
    "number",
)
never(
    "checkups.issued_has_day",
    "an issued report says when",
    Checkup,
    Q(state__in=COUNTED, issued_on__isnull=True),
    "number",
)
never(
    "checkups.issued_has_number",
    "an issued report has its number",
    Checkup,
    Q(state__in=COUNTED, report_number__isnull=True),
    "number",
)
never(
    "checkups.issued_has_document",
    "an issued report is on file",
    Checkup,
    Q(state__in=COUNTED)
    & ~Exists(
        rows_of(Document).filter(
            subject_type=Checkup._meta.label_lower, subject_uid=OuterRef("uid")
        )
    ),
    "number",
)
never(
    "checkups.unissued_has_no_number",
    "a checkup that is not issued has no report number",
    Checkup,
    ~Q(state__in=COUNTED) & Q(report_number__isnull=False),
    "number",
)
never(
    "checkups.closed_has_recheck",
    "a closed checkup says when it is looked at again",
    Checkup,
    Q(state="closed") & (Q(closed_on__isnull=True) | Q(recheck_on__isnull=True)),
    "number",
)
never(
    "checkups.days_in_order",
    "selected, invited, agreed, handed in: each after the one before",
    Checkup,
    before("invited_on", "selected_on")
    | before("consented_on", "invited_on")
    | before("collected_on", "consented_on"),
    "number",
    *ORDER,
)
never(
    "checkups.issued_after_reply",
    "a report is issued on or after the reply",
    Checkup,
    before("issued_on", "replied_on"),
    "number",
    "replied_on",
    "issued_on",
)
never(
    "checkups.not_ahead",
    "nothing happened to a checkup on a day to come",
    Checkup,
    after_day(today, *ORDER, "visited_on", "issued_on", "closed_on"),
    "number",
)
never(
    "checkups.declined_has_reason",
    "a refusal has a coded reason",
    Checkup,
    Q(state="declined") & ~Q(reason_code__in=dict(DECLINE_REASONS)),
    "number",
)
never(
    "checkups.withdrawn_has_reason",
    "a withdrawal has a coded reason",
    Checkup,
    Q(state="withdrawn") & ~Q(reason_code__in=dict(WITHDRAW_REASONS)),
    "number",
)
never(
    "checkups.withdrawn_has_no_consent",
    "a withdrawn checkup has no standing consent",
    Consent,
    Q(checkup__state="withdrawn", withdrawn_on__isnull=True),
    "checkup_id",
)
never(
    "checkups.consent_span",
    "a consent is not taken back before it was given",
    Consent,
    before("withdrawn_on", "given_on"),
    "given_on",
    "withdrawn_on",
)
never(
    "checkups.finding_light_known",
    "a finding shows a known light",
    Finding,
    ~Q(light__in=Finding.Light.values),
    "light",
)
never(
    "checkups.finding_need_owner",
    "a need raised from a finding is the examined enterprise's",
    Finding,
    Q(need__isnull=False) & ~Q(need__organisation=F("checkup__enterprise")),
    "need_id",
)
never(
    "checkups.need_origin",
    "a need from a checkup names a checkup that exists",
    Need,
    Q(origin="checkup", origin_uid__isnull=False)
    & ~Exists(rows_of(Checkup).filter(uid=OuterRef("origin_uid"))),
    "number",
)
never(
    "checkups.follow_up_proof",
    "a contract, trial or production is shown by a document",
    FollowUp,
    Q(outcome__in=PROVEN, evidence__isnull=True),
    "outcome",
)
never(
    "checkups.follow_up_done",
    "a follow-up that was done says what came of it",
    FollowUp,
    Q(done_on__isnull=False, outcome="") | Q(done_on__isnull=True) & ~Q(outcome=""),
)
never(
    "checkups.follow_up_of_issued",
    "only an issued checkup is followed up",
    FollowUp,
    ~Q(checkup__state__in=COUNTED),
    "checkup_id",
)
