"""A claim: received → examined → upheld or dismissed; whoever raised it may take it back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Claim

HOUSE = "proposed by this project; the bureau sets it"
OFFICE = ("officer",)
TAKE_UP_DAYS, ANSWER_DAYS = 2, 10
DISMISS_REASONS = (
    ("checked", pgettext_lazy("claim", "checked, and the record is right")),
    ("no_right", _("no right of the claimant is shown")),
    ("allowed", _("the use is allowed: source and licence are named")),
    ("other_matter", pgettext_lazy("claim", "about another matter")),
)

FLOW = register(
    Flow(
        key="portal.claim",
        section="claims",
        initial="received",
        states=(
            State("received", pgettext_lazy("claim", "received"), "go",
                  (Waits("officer", _("Take up the claim"), TAKE_UP_DAYS, HOUSE),)),
            State("examined", pgettext_lazy("claim", "being examined"), "go",
                  (Waits("officer", _("Decide on the claim"), ANSWER_DAYS, HOUSE),)),
            State("upheld", pgettext_lazy("claim", "upheld"), "ok", end=True),
            State("dismissed", pgettext_lazy("claim", "dismissed"), "end", end=True),
            State("taken_back", pgettext_lazy("claim", "taken back"), "end", end=True),
        ),
        transitions=(
            Transition("take_up", _("Take up the claim"), ("received",), "examined", OFFICE),
            Transition("uphold", _("Uphold the claim"), ("examined",), "upheld", OFFICE),
            Transition("dismiss", _("Dismiss the claim"), ("examined",), "dismissed", OFFICE,
                       reasons=DISMISS_REASONS),
            Transition("take_back", _("Take the claim back"), ("received", "examined"),
                       "taken_back", ("system",)),
        ),
    ),
    Claim,
)  # fmt: skip
