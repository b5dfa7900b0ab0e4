"""planned → announced → held → closed; cancelled before it is held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Event

HOUSE = "proposed by this project; the bureau sets it"
HOSTS = ("officer", "broker")
CANCEL_REASONS = (
    ("few_guests", _("too few registered")),
    ("no_speaker", _("presenters cannot come")),
    ("no_venue", _("venue not available")),
    ("merged", _("merged into another event")),
    ("emergency", _("emergency or public safety")),
)

FLOW = register(
    Flow(
        key="roadshows.event",
        section="roadshows",
        initial="planned",
        states=(
            State("planned", _("planned"), waits=(Waits("officer", _("Announce"), rule=HOUSE),)),
            State("announced", _("announced"), "go", (Waits("officer", _("Record as held")),)),
            State("held", _("held"), "ok", (Waits("officer", _("Close the event"), 10, HOUSE),)),
            State("closed", pgettext_lazy("event", "closed"), "ok", end=True),
            State("cancelled", _("cancelled"), "end", end=True),
        ),
        transitions=(
            Transition("announce", _("Announce"), ("planned",), "announced", HOSTS,
                       document=_("announcement")),
            Transition("hold", _("Record as held"), ("announced",), "held", HOSTS,
                       document=_("event minutes")),
            Transition("close", _("Close the event"), ("held",), "closed", HOSTS),
            Transition("cancel", _("Cancel the event"), ("planned", "announced"), "cancelled",
                       HOSTS, reasons=CANCEL_REASONS),
        ),
    ),
    Event,
)  # fmt: skip
