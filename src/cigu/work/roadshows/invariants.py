"""Events, their programme and guests, and the meetings that grow out of them."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, never, rows_of

from .models import LONGEST_ITEM, Event, EventGuest, Meeting, ProgrammeItem
from .states import CANCEL_REASONS

never(
    "roadshows.kind_known",
    "an event is of a known kind",
    Event,
    ~Q(kind__in=Event.Kind.values),
    "number",
    "kind",
)
never(
    "roadshows.announced_has_day",
    "an announced event says when it was announced",
    Event,
    Q(state__in=["announced", "held", "closed"], announced_on__isnull=True),
    "number",
)
never(
    "roadshows.closed_has_day",
    "a closed event says when",
    Event,
    Q(state="closed", closed_on__isnull=True),
    "number",
)
never(
    "roadshows.closed_after_held",
    "an event is closed on or after its day",
    Event,
    before("closed_on", "held_on"),
    "number",
    "held_on",
    "closed_on",
)
never(
    "roadshows.held_not_ahead",
    "no event was held on a day to come",
    Event,
    lambda: Q(state__in=["held", "closed"]) & after_day(today, "held_on")(),
    "number",
    "held_on",
)
never(
    "roadshows.cancelled_has_reason",
    "a cancelled event has a coded reason",
    Event,
    Q(state="cancelled") & ~Q(reason_code__in=dict(CANCEL_REASONS)),
    "number",
)
never(
    "roadshows.cancelled_has_no_people",
    "nobody attended a cancelled event",
    Event,
    Q(state="cancelled", attendance__gt=0),
    "number",
    "attendance",
)
never("roadshows.titled", "an event has a title", Event, Q(title=""), "number")
never(
    "roadshows.item_one_subject",
    "an item presents an achievement or a need, not both",
    ProgrammeItem,
    Q(achievement__isnull=False, need__isnull=False),
    "event_id",
)
never(
    "roadshows.item_length",
    "an item has a length within a day",
    ProgrammeItem,
    Q(minutes=0) | Q(minutes__gt=LONGEST_ITEM),
    "minutes",
)
never(
    "roadshows.item_order_once",
    "no two items stand at one place of a programme",
    ProgrammeItem,
    Q(removed_on__isnull=True)
    & Exists(
        rows_of(ProgrammeItem).filter(
            event=OuterRef("event"),
            order=OuterRef("order"),
            removed_on__isnull=True,
            pk__lt=OuterRef("pk"),
        )
    ),
    "event_id",
    "order",
)
never(
    "roadshows.item_basis",
    "an item is invented exactly if its event is",
    ProgrammeItem,
    ~Q(synthetic=F("event__synthetic")),
    "event_id",
)
never(
    "roadshows.guest_basis",
    "a guest is invented exactly if the event is",
    EventGuest,
    ~Q(organisation__synthetic=F("event__synthetic")),
    "event_id",
)
never(
    "roadshows.meeting_outcome",
    "a meeting that became a cooperation names it",
    Meeting,
    Q(outcome="cooperation", cooperation__isnull=True)
    | ~Q(outcome="cooperation") & Q(cooperation__isnull=False),
    "outcome",
)
never(
    "roadshows.meeting_cooperation",
    "a meeting's cooperation is about its achievement",
    Meeting,
    Q(cooperation__isnull=False) & ~Q(cooperation__achievement=F("achievement")),
    "cooperation_id",
)
never(
    "roadshows.meeting_enterprise",
    "a meeting's cooperation is its enterprise's",
    Meeting,
    Q(cooperation__isnull=False) & ~Q(cooperation__enterprise=F("enterprise")),
    "cooperation_id",
)
never(
    "roadshows.meeting_not_ahead",
    "no meeting took place on a day to come",
    Meeting,
    after_day(today, "met_on"),
    "met_on",
)
never(
    "roadshows.meeting_basis",
    "no invented meeting holds a real enterprise",
    Meeting,
    Q(synthetic=True, enterprise__synthetic=False),
    "enterprise_id",
)
