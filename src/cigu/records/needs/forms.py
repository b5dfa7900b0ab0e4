"""Forms of needs: registering one, and each step of its life."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import NOTHING, Access
from cigu.core.clock.business import today
from cigu.core.places.models import Segment
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    MoneyField,
    NumberField,
    RadioField,
    TextField,
)
from cigu.core.ui.many import ManyForm
from cigu.core.ui.papers import ProofField
from cigu.records.organisations.models import Organisation

from .guards import HELPERS
from .models import Need
from .states import REJECT_REASONS, RETURN_REASONS

LARGEST = 10**11
BUDGET_MAX = 9_999_999_999  # what the column holds
STAFF_ORIGINS = [
    (code, label) for code, label in Need.Origin.choices if code != Need.Origin.CHECKUP
]


def owners_for(user: Any) -> Any:
    """Enterprises for which the user may raise a need."""
    access = Access.of(user)
    own = Q(party__in=access.parties)
    helped = access.within(HELPERS, "territory") if access.has(*HELPERS) else NOTHING
    rows = Organisation.objects.for_(user).filter(own | helped)
    return rows.enterprises().order_by("name_zh")


class NeedForm(CiguForm):
    """``user`` decides which enterprises and origins can be chosen; ``editing`` keeps the owner."""

    layout = [
        (gettext_lazy("Who and what"),
         ["organisation", "origin", "kind", "title", "segment", "keywords"]),
        (gettext_lazy("The problem"), ["problem", "process_step", "tried"]),
        (gettext_lazy("What counts as solved"),
         ["metric", "present", "comparator", "target", "unit", "conditions"]),
        (gettext_lazy("Terms"),
         ["budget", "deadline", "maturity", "maturity_wanted", "rights", "secrecy", "contact"]),
    ]  # fmt: skip

    organisation = ModelChoiceField(
        Organisation._base_manager.none(), label=gettext_lazy("Enterprise")
    )
    origin = ChoiceField(label=gettext_lazy("Origin"), choices=STAFF_ORIGINS)
    kind = ChoiceField(label=gettext_lazy("Kind"), choices=Need.Kind.choices)
    title = TextField(
        label=gettext_lazy("Title"), max_length=80, width="l",
        help_text=gettext_lazy("Object and aim, for example: rotor temperature rise of a motor"),
    )  # fmt: skip
    segment = ModelChoiceField(Segment.objects.all(), label=gettext_lazy("Chain segment"))
    keywords = TextField(
        label=gettext_lazy("Keywords"), required=False, max_length=200, width="l",
        help_text=gettext_lazy("Separated by commas; matching weighs them like a title"),
    )  # fmt: skip
    problem = LongTextField(
        label=gettext_lazy("Problem"), max_length=4000, rows=6,
        help_text=gettext_lazy("What happens, since when, what it costs"),
    )  # fmt: skip
    process_step = TextField(label=gettext_lazy("Process step"), required=False, max_length=80)
    tried = LongTextField(
        label=gettext_lazy("Tried so far"), required=False, max_length=2000, rows=3
    )
    metric = TextField(
        label=gettext_lazy("Quantity"), required=False, max_length=60,
        help_text=gettext_lazy("For example: temperature rise of the winding"),
    )  # fmt: skip
    present = NumberField(
        label=gettext_lazy("Present value"), required=False, places=6, low=-LARGEST, high=LARGEST,
        example="142",
    )  # fmt: skip
    comparator = ChoiceField(label=gettext_lazy("Target is"), choices=Need.Comparator.choices)
    target = NumberField(
        label=gettext_lazy("Target value"), required=False, places=6, low=-LARGEST, high=LARGEST,
        example="110", help_text=gettext_lazy("A technology need has one; so it can be verified"),
    )  # fmt: skip
    unit = TextField(
        label=gettext_lazy("Unit"), required=False, max_length=30, width="s",
        help_text=gettext_lazy("K, %, kA/m …"),
    )  # fmt: skip
    conditions = TextField(
        label=gettext_lazy("Conditions"), required=False, max_length=300, width="l",
        help_text=gettext_lazy("Under which the target has to hold"),
    )  # fmt: skip
    budget = MoneyField(label=gettext_lazy("Budget"), required=False, high=BUDGET_MAX)
    deadline = DateField(label=gettext_lazy("Deadline"), required=False)
    maturity = NumberField(
        label=gettext_lazy("Maturity now"), required=False, places=0, low=1, high=9, unit="/ 9"
    )
    maturity_wanted = NumberField(
        label=gettext_lazy("Maturity wanted"), required=False, places=0, low=1, high=9, unit="/ 9"
    )
    rights = ChoiceField(
        label=gettext_lazy("Rights wanted"), required=False, choices=Need.Rights.choices
    )
    secrecy = RadioField(
        label=gettext_lazy("Disclosure"), choices=Need.Secrecy.choices,
        help_text=gettext_lazy("Masked: enterprise, budget and contact are shown to those invited"),
    )  # fmt: skip
    contact = TextField(label=gettext_lazy("Contact"), required=False, max_length=60)

    def __init__(self, *args: Any, user: Any, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        owners: Any = self.fields["organisation"]
        owners.queryset = owners_for(user)
        dropped = ["organisation", "origin"] if need else []
        if not need and not Access.of(user).has(*HELPERS):
            dropped = ["origin"]
        for name in dropped:
            del self.fields[name]

    @property
    def sections(self) -> Any:
        kept = [(title, [n for n in names if n in self.fields]) for title, names in self.layout]
        self.layout = kept
        return super().sections

    def clean_deadline(self) -> date | None:
        deadline: date | None = self.cleaned_data["deadline"]
        unchanged = self.need is not None and self.need.deadline == deadline
        if deadline is not None and deadline <= today() and not unchanged:
            self.add_error(
                "deadline", _("%(day)s does not lie ahead; today is %(today)s.")
                % {"day": deadline, "today": today()},
            )  # fmt: skip
        return deadline

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") == Need.Kind.TECHNOLOGY:
            self._check_target(found)
        return found

    def _check_target(self, found: dict[str, Any]) -> None:
        """A technical need that nobody could verify is not taken."""
        if "target" in found and found["target"] is None:
            self.add_error("target", _("A technology need has a target value, for example 110."))
        if "unit" in found and not found["unit"]:
            self.add_error("unit", _("Give the unit of the target, for example K."))


class ReturnForm(DatedForm):
    reason_code = ChoiceField(label=gettext_lazy("What is missing"), choices=RETURN_REASONS)
    reason = TextField(
        label=gettext_lazy("Explanation"), required=False, max_length=300, width="l",
        help_text=gettext_lazy("The enterprise reads this"),
    )  # fmt: skip
    field_order = ("reason_code", "reason", "on")


class RejectForm(DatedForm):
    reason_code = ChoiceField(label=gettext_lazy("Reason"), choices=REJECT_REASONS)
    reason = TextField(
        label=gettext_lazy("Explanation"), required=False, max_length=300, width="l",
        help_text=gettext_lazy("The enterprise reads this"),
    )  # fmt: skip
    field_order = ("reason_code", "reason", "on")


class ReasonForm(DatedForm):
    reason = TextField(label=gettext_lazy("Reason"), max_length=300, width="l")
    field_order = ("reason", "on")


class AnswerForm(ReasonForm):
    reason = TextField(
        label=gettext_lazy("Policy that answers the need"), max_length=300, width="l",
        help_text=gettext_lazy("Name and number of the document; the enterprise reads this"),
    )  # fmt: skip


class RenewForm(DatedForm):
    expires_on = DateField(label=gettext_lazy("Expires"))
    field_order = ("expires_on", "on", "reason")

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day <= today():
            self.add_error(
                "expires_on", _("%(day)s does not lie ahead; today is %(today)s.")
                % {"day": day, "today": today()},
            )  # fmt: skip
        return day


class MergeForm(DatedForm):
    into = TextField(
        label=gettext_lazy("Goes on in"), max_length=20, width="s",
        help_text=gettext_lazy("Number of the need that takes this one in"),
    )  # fmt: skip
    field_order = ("into", "on", "reason")


def helper_origin(user: Any) -> str:
    """What a user's need most likely grew from."""
    access = Access.of(user)
    if access.has(Role.COMMISSIONER):
        return Need.Origin.COMMISSIONER
    return "" if access.has(*HELPERS) else Need.Origin.ENTERPRISE


class AttachForm(CiguForm):
    paper = ProofField(label=gettext_lazy("File"))
    title = TextField(label=gettext_lazy("Title"), required=False, max_length=200)


class ManySegmentForm(ManyForm):
    segment = ModelChoiceField(Segment.objects.all(), label=gettext_lazy("Chain segment"))
    field_order = ("segment", "reason")


class ManyDeadlineForm(ManyForm):
    deadline = DateField(label=gettext_lazy("Deadline"))
    field_order = ("deadline", "reason")
