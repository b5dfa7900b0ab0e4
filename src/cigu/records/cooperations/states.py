"""negotiating → signed → performing → delivered → rated. Outcomes: awaited → told → confirmed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Cooperation, Outcome

HOUSE = "proposed by this project; the bureau sets it"
FAIL_REASONS = (
    ("price", _("no agreement on the price")),
    ("rights", _("no agreement on rights")),
    ("technology", _("technology does not fit")),
    ("time", _("time does not fit")),
    ("enterprise_dropped", _("enterprise gave up the need")),
)
RETURN_REASONS = (
    ("unclear", _("not clear how it stands")),
    ("amount", _("an amount is implausible")),
    ("other_cooperation", _("speaks of another cooperation")),
)

FLOW = register(
    Flow(
        key="cooperations.cooperation",
        section="matchmaking",
        initial="negotiating",
        states=(
            State(
                "negotiating", _("negotiating"), "go",
                (Waits("broker", _("Follow up the negotiation"), 60, HOUSE),),
            ),
            State("signed", _("signed"), "ok"),
            State("performing", _("performing"), "go", (Waits("party:provider", _("Deliver")),)),
            State(
                "delivered", _("delivered"), "ok",
                (Waits("party:enterprise", _("Rate"), 20, HOUSE),),
            ),
            State("rated", _("rated"), "ok", end=True),
            State("failed", _("not reached"), "end", end=True),
            State("terminated", _("terminated"), "late", end=True),
        ),
        transitions=(
            Transition("sign", _("Sign"), ("negotiating",), "signed", ("broker", "officer"),
                       document=_("cooperation contract")),
            Transition("fail", _("End the negotiation"), ("negotiating",), "failed",
                       ("broker", "officer"), reasons=FAIL_REASONS),
            Transition("perform", _("Begin work"), ("signed",), "performing",
                       ("broker", "officer", "party:provider")),
            Transition("deliver", _("Deliver"), ("performing",), "delivered",
                       ("broker", "officer", "party:provider"), document=_("acceptance note")),
            Transition("rate", _("Rate"), ("delivered",), "rated", ("party:enterprise", "officer")),
            Transition("terminate", _("Terminate"), ("signed", "performing"), "terminated",
                       ("officer",)),
        ),
    ),
    Cooperation,
)  # fmt: skip

OUTCOME_FLOW = register(
    Flow(
        key="cooperations.outcome",
        section="matchmaking",
        initial="awaited",
        states=(
            State("awaited", pgettext_lazy("outcome", "awaited"), "",
                  (Waits("party:enterprise", _("Tell the outcome")),)),
            State("reported", pgettext_lazy("outcome", "told"), "go",
                  (Waits("broker", _("Confirm the outcome"), 10, HOUSE),)),
            State("confirmed", pgettext_lazy("outcome", "confirmed"), "ok", end=True),
            State("dropped", pgettext_lazy("outcome", "not asked any more"), "end", end=True),
        ),
        transitions=(
            Transition("report", _("Tell the outcome"), ("awaited",), "reported",
                       ("party:enterprise", "broker", "officer")),
            Transition("confirm", _("Confirm the outcome"), ("reported",), "confirmed",
                       ("broker", "officer")),
            Transition("return", _("Return the outcome"), ("reported",), "awaited",
                       ("broker", "officer"), reasons=RETURN_REASONS),
            Transition("drop", _("Stop asking"), ("awaited",), "dropped", ("system",)),
        ),
    ),
    Outcome,
)  # fmt: skip
