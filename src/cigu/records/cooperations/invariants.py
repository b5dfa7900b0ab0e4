"""Cooperations: origin, sides, days and rating."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, never, rows_of
from cigu.records.needs.models import Need

from .models import Cooperation, Outcome
from .states import FAIL_REASONS

SIGNED = ["signed", "performing", "delivered", "rated", "terminated"]
OURS = rows_of(Cooperation).filter(need=OuterRef("pk"))

never(
    "cooperations.one_origin",
    "a cooperation comes from a need or from an achievement",
    Cooperation,
    Q(need__isnull=True, achievement__isnull=True)
    | Q(need__isnull=False, achievement__isnull=False),
    "number",
)
never(
    "cooperations.origin_named",
    "the origin says which of the two it is",
    Cooperation,
    Q(origin="need", need__isnull=True)
    | Q(origin="achievement", achievement__isnull=True)
    | ~Q(origin__in=Cooperation.Origin.values),
    "number",
    "origin",
)
never(
    "cooperations.enterprise_of_need",
    "the enterprise is the one that has the need",
    Cooperation,
    Q(need__isnull=False) & ~Q(enterprise=F("need__organisation")),
    "number",
)
never(
    "cooperations.two_sides",
    "nobody cooperates with themselves",
    Cooperation,
    Q(provider=F("enterprise__party")),
    "number",
)
never(
    "cooperations.signed_has_day",
    "a signed cooperation says when",
    Cooperation,
    Q(state__in=SIGNED, signed_on__isnull=True),
    "number",
    "state",
)
never(
    "cooperations.unsigned_has_no_day",
    "what was not signed has no day of signing",
    Cooperation,
    Q(state__in=["negotiating", "failed"], signed_on__isnull=False),
    "number",
)
never(
    "cooperations.signed_after_begin",
    "signed on or after the negotiation began",
    Cooperation,
    before("signed_on", "began_on"),
    "number",
    "began_on",
    "signed_on",
)
never(
    "cooperations.ends_after_signed",
    "a cooperation ends on or after its signing",
    Cooperation,
    before("ends_on", "signed_on"),
    "number",
    "signed_on",
    "ends_on",
)
never(
    "cooperations.delivered_has_day",
    "a delivered cooperation says when",
    Cooperation,
    Q(state__in=["delivered", "rated"], delivered_on__isnull=True),
    "number",
)
never(
    "cooperations.delivered_after_signed",
    "delivered on or after the signing",
    Cooperation,
    before("delivered_on", "signed_on"),
    "number",
    "delivered_on",
)
never(
    "cooperations.ended_has_day",
    "what failed or was terminated says when",
    Cooperation,
    Q(state__in=["failed", "terminated"], ended_on__isnull=True),
    "number",
)
never(
    "cooperations.failed_has_reason",
    "a negotiation that failed has a coded reason",
    Cooperation,
    Q(state="failed") & ~Q(reason_code__in=dict(FAIL_REASONS)),
    "reason_code",
)
never(
    "cooperations.rated_has_score",
    "a rated cooperation has a score and its day",
    Cooperation,
    Q(state="rated") & (Q(rating__isnull=True) | Q(rated_on__isnull=True)),
    "number",
)
never(
    "cooperations.score_scale",
    "a rating is a number from 1 to 5",
    Cooperation,
    Q(rating=0) | Q(rating__gt=5),
    "number",
    "rating",
)
never(
    "cooperations.rated_after_delivered",
    "rated on or after the delivery",
    Cooperation,
    before("rated_on", "delivered_on"),
    "number",
    "rated_on",
)
never(
    "cooperations.not_ahead",
    "nothing happened to a cooperation on a day to come",
    Cooperation,
    after_day(today, "began_on", "signed_on", "delivered_on", "ended_on", "rated_on"),
    "number",
)
never(
    "cooperations.amount",
    "an amount is not negative",
    Cooperation,
    Q(amount__lt=0),
    "number",
    "amount",
)
never(
    "cooperations.enterprise_basis",
    "no invented cooperation is a real enterprise's",
    Cooperation,
    Q(synthetic=True, enterprise__synthetic=False),
    "number",
)
never(
    "cooperations.provider_basis",
    "no invented cooperation is a real provider's",
    Cooperation,
    Q(synthetic=True, provider__synthetic=False),
    "number",
)
never(
    "cooperations.solved_need_signed",
    "a solved need has a signed cooperation",
    Need,
    Q(state="solved") & ~Exists(OURS.filter(signed_on__isnull=False)),
    "number",
)
never(
    "cooperations.negotiating_need",
    "a need in negotiation has a cooperation",
    Need,
    Q(state="negotiating") & ~Exists(OURS),
    "number",
)
never(
    "cooperations.outcome_said",
    "an outcome that was told says how it stands and when",
    Outcome,
    Q(state__in=["reported", "confirmed"]) & (Q(progress="") | Q(reported_on__isnull=True)),
    "months",
    "state",
)
never(
    "cooperations.outcome_confirmed",
    "a confirmed outcome says when, on or after it was told",
    Outcome,
    Q(state="confirmed") & (Q(confirmed_on__isnull=True) | before("confirmed_on", "reported_on")),
    "months",
    "confirmed_on",
)
never(
    "cooperations.outcome_of_signed",
    "outcomes are asked for signed cooperations only",
    Outcome,
    Q(cooperation__signed_on__isnull=True),
    "months",
)
never(
    "cooperations.outcome_after_signing",
    "an outcome is due after the signing",
    Outcome,
    Q(due_on__lte=F("cooperation__signed_on")),
    "months",
    "due_on",
)
never(
    "cooperations.outcome_not_ahead",
    "no outcome was told or confirmed on a day to come",
    Outcome,
    after_day(today, "reported_on", "confirmed_on"),
    "months",
)
never(
    "cooperations.outcome_basis",
    "an outcome is invented as its cooperation is",
    Outcome,
    ~Q(synthetic=F("cooperation__synthetic")),
    "months",
)
