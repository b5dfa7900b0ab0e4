"""The life of a fact, and of what an enterprise filed together. Only filings wait for somebody: a
questionnaire states ten facts and is one thing to check.
A filing closes or goes back by itself once nothing in it waits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Fact, Filing

OWNER = "party:enterprise"
HOUSE = "proposed by this project; the bureau sets it"

RETURN_REASONS = (
    ("differs", _("differs from the tax return or audited statement")),
    ("unit", _("wrong unit: it is asked in CNY 10⁴")),
    ("period", _("of another period")),
    ("unproven", _("no proof of the change")),
    ("scope", _("counts what does not belong, or leaves some out")),
)

FACT = register(
    Flow(
        key="facts.fact",
        section="facts",
        initial="proposed",
        states=(
            State("proposed", _("to be checked"), "go"),
            State("accepted", _("checked"), "ok"),
            State("returned", _("returned"), "warn", end=True),
            State("superseded", _("superseded"), "end", end=True),
        ),
        transitions=(
            Transition("accept", _("Accept as filed"), ("proposed",), "accepted", ("officer",)),
            Transition(
                "return", _("Return for correction"), ("proposed",), "returned", ("officer",),
                reasons=RETURN_REASONS,
            ),
            Transition(
                "replace", _("State anew"), ("proposed",), "superseded", (OWNER, "officer")
            ),
            Transition("supersede", _("Supersede"), ("accepted",), "superseded", ("officer",)),
        ),
    ),
    Fact,
)  # fmt: skip

FILING = register(
    Flow(
        key="facts.filing",
        section="facts",
        initial="waiting",
        states=(
            State(
                "waiting", _("to be checked"), "go",
                (Waits("officer", _("Check the facts"), 5, HOUSE),),
            ),
            State(
                "returned", _("to be put right"), "warn",
                (Waits(OWNER, _("Put the returned facts right"), 10, HOUSE),),
            ),
            State("settled", _("checked"), "ok", end=True),
        ),
        transitions=(
            Transition("settle", _("Close"), ("waiting",), "settled", ("system", "officer")),
            Transition(
                "hand_back", _("Hand back"), ("waiting",), "returned", ("system", "officer")
            ),
            Transition(
                "put_right", _("Leave as it was"), ("returned",), "settled", (OWNER, "officer")
            ),
        ),
    ),
    Filing,
)  # fmt: skip
