"""Matches: state and days, sides, disclosure, and the needs they belong to. What runs and passages
hold inside is in ``within``."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, DecimalField, Exists, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from cigu.core.clock.business import today
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, after_day, before, line, never, rows_of
from cigu.records.needs.models import ConflictWaiver, Need, NeedDisclosure

from . import within as within
from .models import (
    ANSWERED,
    OPEN_STATES,
    AssignmentRun,
    CandidateSearch,
    Grade,
    Kind,
    Match,
    MatchLabel,
    NeedNote,
    Role,
    Tally,
)
from .states import DECLINE_REASONS, EXCLUDE_REASONS

ASKED = ["proposed", "interested", "negotiating", "signed", "declined", "lapsed", "failed"]
STANDING = rows_of(NeedDisclosure).filter(
    need=OuterRef("need"), party=OuterRef("provider"), until__isnull=True
)

never(
    "matchmaking.kind_known", "a match is of a known kind", Match, ~Q(kind__in=Kind.values), "kind"
)
never("matchmaking.role_known", "a match has a known role", Match, ~Q(role__in=Role.values), "role")
never(
    "matchmaking.team_leads",
    "a team leads, an expert advises, an achievement answers",
    Match,
    Q(kind="team") & ~Q(role="lead")
    | Q(kind="person") & ~Q(role="adviser")
    | Q(kind="achievement") & ~Q(role="answer"),
    "kind",
    "role",
)
never(
    "matchmaking.provider_of_kind",
    "a match of a team or an expert names one",
    Match,
    Q(kind__in=["team", "person"]) & ~Q(provider__kind=F("kind")),
    "kind",
)
never(
    "matchmaking.not_the_owner",
    "nobody is asked to meet their own need",
    Match,
    Q(provider=F("need__organisation__party")),
    "number",
)
never(
    "matchmaking.achievement_named",
    "a match of an achievement names it",
    Match,
    Q(kind="achievement", achievement__isnull=True),
    "number",
)
never(
    "matchmaking.asked_has_number",
    "an invitation has its number",
    Match,
    Q(state__in=ASKED, number__isnull=True),
    "state",
)
never(
    "matchmaking.asked_has_day",
    "an invitation says when it was sent",
    Match,
    Q(state__in=ASKED, proposed_on__isnull=True),
    "number",
    "state",
)
never(
    "matchmaking.invited_has_term",
    "an open invitation says until when to answer",
    Match,
    Q(state="proposed", respond_by__isnull=True),
    "number",
)
never(
    "matchmaking.term_after_invitation",
    "the term to answer lies after the invitation",
    Match,
    before("respond_by", "proposed_on"),
    "number",
    "proposed_on",
    "respond_by",
)
never(
    "matchmaking.answered_has_day",
    "an answer came on a day",
    Match,
    Q(state__in=[s for s in ANSWERED if s != "failed"], answered_on__isnull=True),
    "number",
)
never(
    "matchmaking.answered_after_invitation",
    "an answer comes on or after the invitation",
    Match,
    before("answered_on", "proposed_on"),
    "number",
    "proposed_on",
    "answered_on",
)
never(
    "matchmaking.met_after_invitation",
    "a first meeting comes on or after the invitation",
    Match,
    before("met_on", "proposed_on"),
    "number",
    "proposed_on",
    "met_on",
)
never(
    "matchmaking.declined_has_reason",
    "a refusal has a coded reason",
    Match,
    Q(state="declined") & ~Q(decline_code__in=dict(DECLINE_REASONS)),
    "number",
)
never(
    "matchmaking.excluded_has_reason",
    "an exclusion has a coded reason",
    Match,
    Q(state="excluded") & ~Q(exclude_code__in=dict(EXCLUDE_REASONS)),
    "number",
)
never(
    "matchmaking.open_has_no_end",
    "a match under way has not ended",
    Match,
    Q(state__in=["suggested", "proposed", "interested", "negotiating"], ended_on__isnull=False),
    "number",
    "state",
)
never(
    "matchmaking.ended_has_day",
    "a match that ended says when",
    Match,
    Q(
        state__in=["signed", "declined", "excluded", "lapsed", "failed", "released"],
        ended_on__isnull=True,
    ),
    "number",
    "state",
)
never(
    "matchmaking.negotiation_has_cooperation",
    "a negotiation is kept as a cooperation",
    Match,
    Q(state__in=["negotiating", "signed"], cooperation__isnull=True),
    "number",
)
never(
    "matchmaking.cooperation_of_need",
    "a match and its cooperation belong to one need",
    Match,
    Q(cooperation__isnull=False) & ~Q(cooperation__need=F("need")),
    "number",
)
never(
    "matchmaking.signed_cooperation",
    "a signed match has a signed cooperation",
    Match,
    Q(state="signed", cooperation__signed_on__isnull=True),
    "number",
)
never(
    "matchmaking.asked_may_read",
    "whoever is asked may read the need",
    Match,
    Q(state__in=["proposed", "interested", "negotiating"]) & ~Exists(STANDING),
    "number",
)
never(
    "matchmaking.declined_reads_no_more",
    "nobody reads on after refusing",
    Match,
    Q(state__in=["declined", "lapsed"])
    & Exists(STANDING)
    & ~Exists(
        rows_of(Match).filter(
            need=OuterRef("need"),
            provider=OuterRef("provider"),
            state__in=["proposed", "interested", "negotiating", "signed"],
        )
    ),
    "number",
)
never(
    "matchmaking.need_basis",
    "a match is invented exactly if its need is",
    Match,
    ~Q(synthetic=F("need__synthetic")),
    "number",
)
never(
    "matchmaking.provider_basis",
    "no invented match asks a real provider",
    Match,
    Q(synthetic=True, provider__synthetic=False),
    "number",
)
never(
    "matchmaking.score_scale",
    "a score lies between 0 and 1",
    Match,
    Q(score__lt=0) | Q(score__gt=1),
    "number",
    "score",
)
never(
    "matchmaking.not_ahead",
    "nothing happened to a match on a day to come",
    Match,
    after_day(today, "proposed_on", "answered_on", "met_on", "ended_on"),
    "number",
)
never(
    "matchmaking.matched_need_was_asked",
    "a need in matching was put to somebody",
    Need,
    Q(state="matched")
    & ~Exists(rows_of(Match).filter(need=OuterRef("pk"), proposed_on__isnull=False)),
    "number",
)
never(
    "matchmaking.run_outcome_known",
    "an assignment has a known outcome",
    AssignmentRun,
    ~Q(outcome__in=AssignmentRun.Outcome.values),
    "number",
)
never("matchmaking.note_says_something", "a note has a text", NeedNote, Q(text=""), "need_id")


def _off() -> Q:
    """The tally says something else than the matches of its need."""
    rows = rows_of(Match).filter(need=OuterRef("need")).order_by().values("need")
    asked = rows.filter(state__in=OPEN_STATES).annotate(n=Count("pk")).values("n")
    willing = rows.filter(state="interested").annotate(n=Count("pk")).values("n")
    best = rows.exclude(state="excluded").annotate(found=Max("score")).values("found")
    return (
        ~Q(asked=Coalesce(Subquery(asked), 0)) | ~Q(willing=Coalesce(Subquery(willing), 0))
        | ~Q(Exact(Coalesce(F("best"), Value(-1), output_field=DecimalField()),
                   Coalesce(Subquery(best), Value(-1), output_field=DecimalField())))
    )  # fmt: skip


never(
    "matchmaking.tallied", "the tally of a need is what its matches come to", Tally, _off,
    "need", "best", "asked", "willing",
)  # fmt: skip
never("matchmaking.each_tallied", "every need has its tally", Need, Q(tally__isnull=True), "number")
never(
    "matchmaking.label_kind_known",
    "a mark is of a candidate of a known kind",
    MatchLabel,
    ~Q(kind__in=Kind.values),
    "kind",
)
never(
    "matchmaking.label_of_kind",
    "a mark of a team or an expert is of one",
    MatchLabel,
    Q(kind__in=["team", "person"]) & ~Q(provider__kind=F("kind")),
    "kind",
)
never(
    "matchmaking.label_names_achievement",
    "a mark names an achievement exactly if it is of one",
    MatchLabel,
    Q(kind="achievement", achievement__isnull=True)
    | ~Q(kind="achievement") & Q(achievement__isnull=False),
    "kind",
)
never(
    "matchmaking.label_grade_known",
    "a mark has a known grade",
    MatchLabel,
    ~Q(grade__in=Grade.values),
    "grade",
)
never(
    "matchmaking.label_basis",
    "a mark is invented exactly if its need is",
    MatchLabel,
    ~Q(synthetic=F("need__synthetic")),
    "need_id",
)
never(
    "matchmaking.label_not_ahead",
    "nothing was marked on a day to come",
    MatchLabel,
    after_day(today, "labelled_on"),
    "labelled_on",
)
never(
    "matchmaking.search_maturity",
    "a maturity that is asked for lies between 1 and 9",
    CandidateSearch,
    Q(maturity__lt=1) | Q(maturity__gt=9),
    "maturity",
)
never(
    "matchmaking.search_basis",
    "conditions are invented exactly if their need is",
    CandidateSearch,
    ~Q(synthetic=F("need__synthetic")),
    "need_id",
)
never(
    "matchmaking.waiver_says_why",
    "a conflict is waived with a reason",
    ConflictWaiver,
    Q(reason=""),
    "need_id",
)
never(
    "matchmaking.waiver_span",
    "a waiver does not end before it begins, nor begin on a day to come",
    ConflictWaiver,
    lambda: before("until", "since") | Q(since__gt=today()),
    "since",
    "until",
)
never(
    "matchmaking.run_not_ahead",
    "no assignment was worked out on a day to come",
    AssignmentRun,
    after_day(today, "run_on"),
    "number",
)
never(
    "matchmaking.run_after_its_base",
    "an assignment worked out anew is not older than the one it starts from",
    AssignmentRun,
    before("run_on", "previous__run_on"),
    "number",
)


@invariant("matchmaking.waiver_names_ties", "a waiver names the ties that it waives")
def waivers() -> Iterator[str]:
    rows = rows_of(ConflictWaiver).values_list("uid", "grounds")
    for uid, grounds in rows.iterator(CHUNK):
        if not grounds or any(len(ground) != 4 for ground in grounds):
            yield line(ConflictWaiver, uid, grounds=grounds)
