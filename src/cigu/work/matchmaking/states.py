"""The life of a match: suggested → proposed → interested → negotiating → signed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Match

HOUSE = "proposed by this project; the bureau sets it"
RESPOND_DAYS = 5
MEET_DAYS = 5
BROKERS = ("broker", "officer")

DECLINE_REASONS = (
    ("capacity", _("no capacity now")),
    ("topic", _("not our topic")),
    ("conflict", _("conflict of interest")),
    ("terms", _("budget or terms do not suit")),
    ("time", _("deadline cannot be met")),
    ("other", _("another reason")),
)
EXCLUDE_REASONS = (
    ("conflict", _("conflict of interest")),
    ("topic", _("not the topic")),
    ("capacity", _("no capacity")),
    ("reputation", _("earlier cooperation went badly")),
    ("owner", _("enterprise does not want it")),
    ("other", _("another reason")),
)

FLOW = register(
    Flow(
        key="matchmaking.match",
        section="matchmaking",
        initial="suggested",
        states=(
            State("suggested", _("suggested")),
            State(
                "proposed", _("invited"), "go",
                (Waits("party:provider", _("Answer the invitation"), RESPOND_DAYS, HOUSE),),
            ),
            State(
                "interested", _("interested"), "ok",
                (Waits("broker", _("Arrange the first meeting"), MEET_DAYS, HOUSE),),
            ),
            State("negotiating", _("negotiating"), "go"),
            State("signed", _("signed"), "ok", end=True),
            State("declined", _("declined"), "end", end=True),
            State("excluded", _("excluded"), "end"),
            State("lapsed", _("not answered"), "warn"),
            State("failed", _("not reached"), "end", end=True),
            State("released", _("no longer needed"), "end", end=True),
        ),
        transitions=(
            Transition(
                "propose", _("Send the invitation"), ("suggested", "lapsed"), "proposed", BROKERS
            ),
            Transition(
                "accept", _("Interested"), ("proposed",), "interested",
                ("party:provider", *BROKERS),
            ),
            Transition(
                "decline", _("Decline"), ("proposed", "interested"), "declined",
                ("party:provider", *BROKERS), reasons=DECLINE_REASONS,
            ),
            Transition(
                "exclude", _("Exclude"), ("suggested", "proposed", "interested", "lapsed"),
                "excluded", BROKERS, reasons=EXCLUDE_REASONS,
            ),
            Transition("restore", _("Take back in"), ("excluded",), "suggested", BROKERS),
            Transition(
                "lapse", _("Note that no answer came"), ("proposed",), "lapsed",
                ("system", *BROKERS),
            ),
            Transition(
                "negotiate", _("Begin negotiation"), ("interested",), "negotiating", BROKERS,
                document=_("minutes of the meeting"),
            ),
            Transition(
                "sign", _("Note the signature"), ("negotiating",), "signed",
                ("system", *BROKERS), document=_("cooperation contract"),
            ),
            Transition(
                "fail", _("End without agreement"), ("negotiating",), "failed",
                ("system", *BROKERS),
            ),
            Transition(
                "release", _("Release"), ("proposed", "interested"), "released",
                ("system", *BROKERS),
            ),
        ),
    ),
    Match,
)  # fmt: skip
