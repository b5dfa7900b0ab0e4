"""draft → submitted → published → withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Achievement

HOUSE = "proposed by this project; the bureau sets it"

FLOW = register(
    Flow(
        key="achievements.achievement",
        section="achievements",
        initial="draft",
        states=(
            State("draft", _("draft"), waits=(Waits("party:owner", _("Submit"), rule=HOUSE),)),
            State("submitted", _("submitted"), "go", (Waits("officer", _("Publish"), 5, HOUSE),)),
            State("published", _("published"), "ok"),
            State("withdrawn", _("withdrawn"), "end", end=True),
        ),
        transitions=(
            Transition("submit", _("Submit"), ("draft",), "submitted", ("party:owner", "officer")),
            Transition("return", _("Return for correction"), ("submitted",), "draft", ("officer",)),
            Transition("publish", _("Publish"), ("submitted",), "published", ("officer",)),
            Transition(
                "withdraw", _("Withdraw"), ("draft", "submitted", "published"), "withdrawn",
                ("party:owner", "officer"),
            ),
        ),
    ),
    Achievement,
)  # fmt: skip
