"""asked → accepted → done, or refused with a reason and its law; the person may take it back."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cigu.core.flow.table import Flow, State, Transition, Waits, register

from .models import DataRequest

RULE = "CIGU_PRIVACY_DAYS, a parameter of Cigu: PIPL art. 50 asks for prompt handling, in no days"
CARRY_DAYS = 5
KEEPER = "secadmin"

# Each with the clause that it rests on; told to the person in full.
REFUSALS = (
    ("identity", _("It is not sure that the person asks themselves (PIPL art. 50)")),
    ("correct", _("It was checked, and the value is right (PIPL art. 46)")),
    ("not_held", _("The site does not hold such data (PIPL art. 45)")),
    ("needed", _("It is still needed for what it was collected for (PIPL art. 47, 1)")),
    ("duty", _("A duty set by law needs it (PIPL art. 13, 3; art. 35)")),
    ("kept_by_law", _("The time for which a law keeps it has not run out; until then it is only"
                      " stored (PIPL art. 47, paragraph 2)")),
)  # fmt: skip

FLOW = register(
    Flow(
        key="privacy.request",
        section="privacy",
        initial="asked",
        states=(
            State(
                "asked", _("asked"), "go",
                (Waits(KEEPER, _("Answer the request"), settings.PRIVACY_DAYS, RULE),),
            ),
            State(
                "accepted", _("accepted"), "go",
                (Waits(KEEPER, _("Carry it out"), CARRY_DAYS, RULE),),
            ),
            State("done", _("done"), "ok", end=True),
            State("refused", _("refused"), "end", end=True),
            State("withdrawn", _("taken back"), "end", end=True),
        ),
        transitions=(
            Transition("accept", _("Accept"), ("asked",), "accepted", (KEEPER,)),
            Transition("refuse", _("Refuse"), ("asked", "accepted"), "refused", (KEEPER,),
                       reasons=REFUSALS),
            Transition("carry_out", _("Carry out"), ("accepted",), "done", (KEEPER,)),
            Transition("withdraw", _("Take back"), ("asked", "accepted"), "withdrawn",
                       ("system",)),
        ),
    ),
    DataRequest,
)  # fmt: skip
