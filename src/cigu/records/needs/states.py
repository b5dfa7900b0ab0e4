"""The life of a need, from draft to solved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Need

OWNER = "party:enterprise"
HOUSE = "proposed by this project; the bureau sets it"

REJECT_REASONS = (
    ("not_technical", _("not a technical need")),
    ("not_verifiable", _("no target that could be verified")),
    ("solved_elsewhere", _("already solved elsewhere")),
    ("out_of_domain", _("outside the domain")),
    ("not_serious", _("enterprise does not pursue it")),
)
RETURN_REASONS = (
    ("no_target", _("target value or unit missing")),
    ("unclear", _("problem not clear")),
    ("no_contact", _("contact missing")),
)
REASONS = dict(REJECT_REASONS + RETURN_REASONS)
OPEN_STATES = ("draft", "submitted", "accepted", "published", "matched", "negotiating")

FLOW = register(
    Flow(
        key="needs.need",
        section="needs",
        initial="draft",
        states=(
            State("draft", _("draft"), waits=(Waits(OWNER, _("Complete and submit")),)),
            State(
                "submitted", _("submitted"), "go",
                (Waits("officer", _("Accept, merge or return"), 5, HOUSE),),
            ),
            State("accepted", _("accepted"), "go", (Waits("broker", _("Publish"), 5, HOUSE),)),
            State(
                "published", _("published"), "go",
                (Waits("broker", _("Propose to candidates"), 10, HOUSE),),
            ),
            State("matched", _("matching"), "go"),
            State("negotiating", _("negotiating"), "go"),  # the cooperation keeps the clock
            State("solved", _("solved"), "ok", end=True),
            State("answered", _("answered by policy"), "ok", end=True),
            State("merged", _("merged"), "end", end=True),
            State("rejected", _("rejected"), "end", end=True),
            State("expired", _("expired"), "warn", (Waits(OWNER, _("Renew or drop")),)),
            State("withdrawn", _("withdrawn"), "end", end=True),
        ),
        transitions=(
            Transition(
                "submit", _("Submit"), ("draft",), "submitted",
                (OWNER, "commissioner", "officer", "broker"),
            ),
            Transition(
                "return", _("Return for correction"), ("submitted",), "draft",
                ("officer", "broker"), reasons=RETURN_REASONS,
            ),
            Transition("accept", _("Accept"), ("submitted",), "accepted", ("officer",)),
            Transition(
                "merge", _("Merge into another"), ("submitted", "accepted", "published"), "merged",
                ("officer", "broker"),
            ),
            Transition(
                "reject", _("Reject"), ("submitted",), "rejected", ("officer",),
                reasons=REJECT_REASONS,
            ),
            Transition("publish", _("Publish"), ("accepted",), "published", ("officer", "broker")),
            Transition(
                "match", _("Propose to candidates"), ("accepted", "published"), "matched",
                ("broker", "officer"),
            ),
            Transition(
                "negotiate", _("Begin negotiation"), ("matched",), "negotiating",
                ("broker", "officer"),
            ),
            Transition(
                "reopen", _("Look for other candidates"), ("matched", "negotiating"), "published",
                ("broker", "officer"),
            ),
            Transition(
                "solve", _("Close as solved"), ("negotiating",), "solved", ("broker", "officer")
            ),
            Transition("answer", _("Answer by policy"), ("accepted",), "answered", ("officer",)),
            Transition(
                "expire", _("Mark as expired"), ("accepted", "published", "matched"), "expired",
                ("system", "officer", "broker"),
            ),
            Transition("renew", _("Renew"), ("expired",), "published", (OWNER, "officer")),
            Transition(
                "withdraw", _("Withdraw"), (*OPEN_STATES, "expired"), "withdrawn",
                (OWNER, "officer"),
            ),
        ),
    ),
    Need,
)  # fmt: skip
