"""draft → displayed ⇄ objections open → decided → closed; an objection: received → answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Objection, PublicNotice

HOUSE = "proposed by this project; the bureau sets it"
AFTER = "the first working day after the period"
OFFICE = ("officer",)
ANSWER_DAYS = 5
CLOSE_DAYS = 10
WITHDRAW_REASONS = (
    ("mistake", _("the notice itself is wrong")),
    ("replaced", _("another notice replaces it")),
    ("off", _("what was announced is given up")),
)
DISMISS_REASONS = (
    ("checked", _("checked, and the notice is right")),
    ("no_proof", _("nothing to check it by was given")),
    ("rule", _("the rule allows what was displayed")),
)
ASIDE_REASONS = (
    ("other_matter", _("about another matter")),
    ("repeated", _("the same objection was answered")),
    ("unreadable", _("not understandable, and nobody to ask")),
)

FLOW = register(
    Flow(
        key="publicnotices.notice",
        section="publicnotices",
        initial="draft",
        states=(
            State("draft", pgettext_lazy("public notice", "draft"),
                  waits=(Waits("officer", _("Display the notice"), rule=HOUSE),)),
            State("displayed", pgettext_lazy("public notice", "displayed"), "go",
                  (Waits("officer", _("Decide on the public notice"), rule=AFTER),)),
            State("objected", _("objections open"), "warn"),  # the objections keep the clock
            State("decided", pgettext_lazy("public notice", "decided"), "ok",
                  (Waits("officer", _("Close the notice"), CLOSE_DAYS, HOUSE),)),
            State("closed", pgettext_lazy("public notice", "closed"), "ok", end=True),
            State("withdrawn", pgettext_lazy("public notice", "withdrawn"), "end", end=True),
        ),
        transitions=(
            Transition("display", _("Display the notice"), ("draft",), "displayed", OFFICE,
                       document=_("public notice")),
            Transition("object", _("Object"), ("displayed",), "objected", ("system",)),
            Transition("settle", _("All objections answered"), ("objected",), "displayed",
                       ("system",)),
            Transition("decide", _("Decide on the public notice"), ("displayed",), "decided",
                       OFFICE),
            Transition("close", _("Close the notice"), ("decided",), "closed", OFFICE),
            Transition("withdraw", _("Withdraw the notice"), ("draft", "displayed", "objected"),
                       "withdrawn", OFFICE, reasons=WITHDRAW_REASONS),
        ),
    ),
    PublicNotice,
)  # fmt: skip

OBJECTION_FLOW = register(
    Flow(
        key="publicnotices.objection",
        section="publicnotices",
        initial="received",
        states=(
            State("received", pgettext_lazy("objection", "received"), "go",
                  (Waits("officer", _("Answer the objection"), ANSWER_DAYS, HOUSE),)),
            State("upheld", pgettext_lazy("objection", "upheld"), "ok", end=True),
            State("partly", pgettext_lazy("objection", "partly upheld"), "ok", end=True),
            State("dismissed", pgettext_lazy("objection", "dismissed"), "end", end=True),
            State("set_aside", pgettext_lazy("objection", "not taken up"), "end", end=True),
        ),
        transitions=(
            Transition("uphold", _("Uphold"), ("received",), "upheld", OFFICE),
            Transition("uphold_partly", _("Uphold in part"), ("received",), "partly", OFFICE),
            Transition("dismiss", _("Dismiss"), ("received",), "dismissed", OFFICE,
                       reasons=DISMISS_REASONS),
            Transition("set_aside", _("Do not take up"), ("received",), "set_aside", OFFICE,
                       reasons=ASIDE_REASONS),
        ),
    ),
    Objection,
)  # fmt: skip
REASONS = dict(DISMISS_REASONS + ASIDE_REASONS)
