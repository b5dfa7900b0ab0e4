"""Needs: state and days, what makes them verifiable, merging, disclosure."""

from __future__ import annotations

from django.db.models import F, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, never

from .models import Need, NeedDisclosure
from .states import REJECT_REASONS

ACCEPTED = ["accepted", "published", "matched", "negotiating", "solved", "answered", "expired"]
VERIFIED = ["submitted", *ACCEPTED, "rejected"]

never(
    "needs.submitted_has_day",
    "a need that was submitted says when",
    Need,
    Q(state__in=VERIFIED, submitted_on__isnull=True),
    "number",
    "state",
)
never(
    "needs.accepted_has_day",
    "a need that was accepted says when",
    Need,
    Q(state__in=ACCEPTED, accepted_on__isnull=True),
    "number",
    "state",
)
never(
    "needs.solved_has_day",
    "a need that was solved or answered says when",
    Need,
    Q(state__in=["solved", "answered"], solved_on__isnull=True),
    "number",
    "state",
)
never(
    "needs.unsolved_has_no_day",
    "only a solved or answered need has a day of solution",
    Need,
    ~Q(state__in=["solved", "answered"]) & Q(solved_on__isnull=False),
    "number",
    "state",
)
never(
    "needs.draft_not_accepted",
    "what waits to be accepted has no day of acceptance",
    Need,
    Q(state__in=["draft", "submitted", "rejected"], accepted_on__isnull=False),
    "number",
)
never(
    "needs.accepted_after_submitted",
    "a need is accepted on or after its submission",
    Need,
    before("accepted_on", "submitted_on"),
    "number",
    "submitted_on",
    "accepted_on",
)
never(
    "needs.published_after_accepted",
    "a need is published on or after its acceptance",
    Need,
    before("published_on", "accepted_on"),
    "number",
    "accepted_on",
    "published_on",
)
never(
    "needs.solved_after_accepted",
    "a need is solved on or after its acceptance",
    Need,
    before("solved_on", "accepted_on"),
    "number",
    "accepted_on",
    "solved_on",
)
never(
    "needs.not_ahead",
    "nothing happened to a need on a day to come",
    Need,
    after_day(today, "submitted_on", "accepted_on", "published_on", "solved_on"),
    "number",
)
never(
    "needs.rejected_has_reason",
    "a rejected need has one of the coded reasons",
    Need,
    Q(state="rejected") & ~Q(reason_code__in=dict(REJECT_REASONS)),
    "reason_code",
)
never(
    "needs.verifiable",
    "a technical need that was submitted has target and unit",
    Need,
    Q(kind="technology", state__in=VERIFIED) & (Q(target__isnull=True) | Q(unit="")),
    "number",
)
never(
    "needs.merged_has_target",
    "a merged need names the need that goes on",
    Need,
    Q(state="merged", merged_into__isnull=True),
    "number",
)
never(
    "needs.target_only_if_merged",
    "only a merged need goes on as another",
    Need,
    ~Q(state="merged") & Q(merged_into__isnull=False),
    "number",
)
never(
    "needs.merge_no_circle",
    "no two needs go on as each other",
    Need,
    Q(merged_into__merged_into=F("pk")) | Q(merged_into=F("pk")),
    "number",
)
never(
    "needs.merge_basis",
    "a real need does not go on as an invented one, nor the reverse",
    Need,
    Q(merged_into__isnull=False) & ~Q(merged_into__synthetic=F("synthetic")),
    "number",
)
never(
    "needs.owner_basis",
    "no invented need belongs to a real enterprise",
    Need,
    Q(synthetic=True, organisation__synthetic=False),
    "number",
)
never(
    "needs.real_owner",
    "no real need belongs to an invented enterprise",
    Need,
    Q(synthetic=False, organisation__synthetic=True),
    "number",
)
never(
    "needs.segment_of_domain",
    "the segment belongs to the domain",
    Need,
    Q(segment__isnull=False) & ~Q(segment__domain=F("domain")),
    "number",
)
never(
    "needs.kind_known",
    "a need is of a known kind",
    Need,
    ~Q(kind__in=Need.Kind.values),
    "number",
    "kind",
)
never(
    "needs.origin_known",
    "a need's origin is known",
    Need,
    ~Q(origin__in=Need.Origin.values),
    "number",
    "origin",
)
never(
    "needs.secrecy_known",
    "a need's disclosure is known",
    Need,
    ~Q(secrecy__in=Need.Secrecy.values),
    "number",
    "secrecy",
)
never(
    "needs.comparator_known",
    "a need's target is compared in a known way",
    Need,
    ~Q(comparator__in=Need.Comparator.values),
    "number",
    "comparator",
)
never("needs.budget", "a budget is not negative", Need, Q(budget__lt=0), "number", "budget")
never(
    "needs.maturity_scale",
    "maturity is a level from 1 to 9",
    Need,
    Q(maturity=0) | Q(maturity__gt=9) | Q(maturity_wanted=0) | Q(maturity_wanted__gt=9),
    "number",
)
never("needs.titled", "a need has a title", Need, Q(title=""), "number")
never(
    "needs.disclosure_span",
    "a disclosure does not end before it begins",
    NeedDisclosure,
    before("until", "since"),
    "need_id",
    "since",
    "until",
)
never(
    "needs.disclosure_basis",
    "an invented need is disclosed to no real party",
    NeedDisclosure,
    Q(synthetic=True, party__synthetic=False),
    "need_id",
    "party_id",
)
