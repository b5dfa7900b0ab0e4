"""The life of a campaign and of a checkup. Terms are working days, proposed by this project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import Campaign, Checkup

HOUSE = gettext_noop("proposed by this project; the bureau sets it")
ENTERPRISE = "party:enterprise"

DECLINE_REASONS = (
    ("no_time", _("no time in this period")),
    ("data_sensitive", _("data may not leave the enterprise")),
    ("recently_examined", _("examined by another body within a year")),
    ("no_use", _("sees no use in it")),
    ("ceased", _("production has stopped")),
)
WITHDRAW_REASONS = (
    ("enterprise_asks", _("the enterprise asks for it")),
    ("consent_withdrawn", _("consent taken back")),
    ("moved_away", _("moved to another territory")),
    ("ceased", _("production has stopped")),
    ("selected_by_mistake", _("selected by mistake")),
)
RUNNING = ("invited", "collecting", "collected", "visited", "diagnosed", "replied")

CAMPAIGN = register(
    Flow(
        key="checkups.campaign",
        section="checkups",
        initial="planned",
        states=(
            State(
                "planned", _("planned"), "", (Waits("officer", _("Select enterprises and start")),)
            ),
            State("running", _("running"), "go"),
            State("closed", _("closed"), "end", end=True),
        ),
        transitions=(
            Transition("start", _("Start the campaign"), ("planned",), "running", ("officer",)),
            Transition("close", _("Close the campaign"), ("running",), "closed", ("officer",)),
        ),
    ),
    Campaign,
)

CHECKUP = register(
    Flow(
        key="checkups.checkup",
        section="checkups",
        initial="planned",
        states=(
            State(
                "planned", _("planned"), "",
                (Waits("officer", _("Invite the enterprise"), 10, HOUSE),),
            ),
            State(
                "invited", _("invitation sent"), "go",
                (Waits(ENTERPRISE, _("Agree or decline"), 10, HOUSE),),
            ),
            State(
                "collecting", _("questionnaire open"), "go",
                (Waits(ENTERPRISE, _("Fill in and hand in the questionnaire"), 15, HOUSE),),
            ),
            State(
                "collected", _("questionnaire handed in"), "go",
                (Waits("commissioner", _("Visit the enterprise"), 10, HOUSE),),
            ),
            State(
                "visited", _("visited"), "go",
                (Waits("commissioner", _("Write the diagnosis"), 10, HOUSE),),
            ),
            State(
                "diagnosed", _("diagnosed"), "go",
                (Waits(ENTERPRISE, _("Read the draft and reply"), 10, HOUSE),),
            ),
            State(
                "replied", _("replied"), "go", (Waits("officer", _("Issue the report"), 5, HOUSE),)
            ),
            State(
                "issued", _("issued"), "ok",
                (Waits("officer", _("Start the follow-up"), 10, HOUSE),),
            ),
            State("following", _("in follow-up"), "ok", (Waits("officer", _("Follow up")),)),
            State("closed", _("closed"), "end", end=True),
            State("declined", _("declined"), "end", end=True),
            State("withdrawn", _("withdrawn"), "end", end=True),
        ),
        transitions=(
            Transition(
                "invite", _("Invite the enterprise"), ("planned",), "invited", ("officer",),
                _("Invitation"),
            ),
            Transition(
                "consent", _("Agree"), ("invited",), "collecting", (ENTERPRISE,), _("Consent")
            ),
            Transition(
                "decline", _("Decline"), ("invited",), "declined", (ENTERPRISE,),
                reasons=DECLINE_REASONS,
            ),
            Transition(
                "hand_in", _("Hand in"), ("collecting",), "collected", (ENTERPRISE,),
                _("Questionnaire"),
            ),
            Transition(
                "visit", _("Record the visit"), ("collected",), "visited",
                ("commissioner", "officer"), _("Site record"),
            ),
            Transition(
                "diagnose", _("Put the draft to the enterprise"), ("visited",), "diagnosed",
                ("commissioner", "officer"), _("Draft report"),
            ),
            Transition(
                "reply", _("Reply"), ("diagnosed",), "replied", (ENTERPRISE,), _("Reply")
            ),
            Transition(
                "pass_silence", _("Go on without a reply"), ("diagnosed",), "replied", ("officer",)
            ),
            Transition(
                "revise", _("Revise the diagnosis"), ("replied",), "visited",
                ("officer", "commissioner"),
            ),
            Transition(
                "issue", _("Issue the report"), ("replied",), "issued", ("officer",),
                _("Report and one-firm plan"),
            ),
            Transition("follow", _("Start the follow-up"), ("issued",), "following", ("officer",)),
            Transition("close", _("Close"), ("following",), "closed", ("officer",)),
            Transition(
                "withdraw", _("Withdraw"), ("planned", *RUNNING), "withdrawn",
                ("officer", ENTERPRISE), reasons=WITHDRAW_REASONS,
            ),
        ),
    ),
    Checkup,
)  # fmt: skip
