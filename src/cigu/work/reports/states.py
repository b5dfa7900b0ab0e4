"""A report: draft → review → published, or discarded. A check: reading → open → settled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Report, ReportCheck

HOUSE = "proposed by this project; the bureau sets it"
OFFICE = ("officer",)
RETURN_REASONS = (
    ("figure", _("a figure does not hold")),
    ("wording", _("the wording is unclear")),
    ("missing", _("something is missing")),
)
DISCARD_REASONS = (
    ("replaced", _("another draft replaces it")),
    ("wrong_scope", _("wrong place, domain or period")),
    ("not_needed", _("no longer needed")),
)

FLOW = register(
    Flow(
        key="reports.report",
        section="reports",
        initial="draft",
        states=(
            State("draft", pgettext_lazy("report", "draft"), "go",
                  (Waits("officer", _("Send for review"), rule=HOUSE),)),
            State("review", pgettext_lazy("report", "in review"), "go",
                  (Waits("officer", _("Publish the report"), 5, HOUSE),)),
            State("published", pgettext_lazy("report", "published"), "ok", end=True),
            State("discarded", pgettext_lazy("report", "discarded"), "end", end=True),
        ),
        transitions=(
            Transition("send", _("Send for review"), ("draft",), "review", OFFICE),
            Transition("publish", _("Publish the report"), ("review",), "published", OFFICE,
                       document=_("annual report")),
            Transition("return", _("Return to the author"), ("review",), "draft", OFFICE,
                       reasons=RETURN_REASONS),
            Transition("discard", _("Discard the draft"), ("draft", "review"), "discarded", OFFICE,
                       reasons=DISCARD_REASONS),
        ),
    ),
    Report,
)  # fmt: skip

CHECK_FLOW = register(
    Flow(
        key="reports.check",
        section="reports",
        initial="reading",
        states=(
            State("reading", pgettext_lazy("check", "being read"), "go"),
            State("open", pgettext_lazy("check", "being checked"), "go",
                  (Waits("officer", _("Settle the check"), 5, HOUSE),)),
            State("settled", pgettext_lazy("check", "settled"), "ok"),
            State("failed", pgettext_lazy("check", "not readable"), "late", end=True),
            State("replaced", pgettext_lazy("check", "replaced"), "end", end=True),
        ),
        transitions=(
            Transition("read", _("Read"), ("reading",), "open", ("system",)),
            Transition("fail", _("Could not be read"), ("reading",), "failed", ("system",)),
            Transition("settle", _("Settle the check"), ("open",), "settled", OFFICE),
            Transition("reopen", _("Open again"), ("settled",), "open", OFFICE),
            Transition("replace", _("Another draft"), ("open", "settled"), "replaced", OFFICE),
        ),
    ),
    ReportCheck,
)  # fmt: skip
