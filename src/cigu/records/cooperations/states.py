"""negotiating → signed → performing → delivered → rated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Cooperation

HOUSE = "proposed by this project; the bureau sets it"
FAIL_REASONS = (
    ("price", _("no agreement on the price")),
    ("rights", _("no agreement on rights")),
    ("technology", _("technology does not fit")),
    ("time", _("time does not fit")),
    ("enterprise_dropped", _("enterprise gave up the need")),
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
