"""What cooperations brought after 3, 6 and 12 months: the list, and a page for each step."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.flow.actions import may_fire
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import StepView, dated

from .. import actions, forms
from ..actions.outcomes import opens_on
from ..models import Cooperation, Outcome
from ..states import RETURN_REASONS
from ..tables import OutcomeTable

ROUTES = {"report": "report_outcome", "confirm": "confirm_outcome", "return": "return_outcome"}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    return list_response(request, OutcomeTable(request))


def shown(cooperation: Cooperation, user: Any) -> list[dict[str, Any]]:
    """The looks back of one cooperation, each with the steps that the reader may take."""
    rows = Outcome.objects.for_(user).filter(cooperation=cooperation)
    return [_shown(row, user) for row in rows]


def _shown(row: Outcome, user: Any) -> dict[str, Any]:
    """A step that is not open yet says from when."""
    opens = opens_on(row) if row.state == "awaited" else None
    ahead = opens is not None and opens > today()
    codes = [code for code in ROUTES if may_fire(row, code, user)]
    return {
        "row": row, "why": dict(RETURN_REASONS).get(row.reason_code, ""),
        "opens": opens if ahead and codes else None,
        "steps": [] if ahead else [f"cooperations:{ROUTES[code]}" for code in codes],
    }  # fmt: skip


class OutcomeStep(StepView):
    def get_object(self) -> Any:
        rows = Outcome.objects.for_(self.request.user).select_related(
            "cooperation__enterprise__party", "cooperation__provider", "cooperation__territory",
            "cooperation__domain",
        )  # fmt: skip
        asked = {"cooperation__number": self.kwargs["number"], "months": self.kwargs["months"]}
        return get_object_or_404(rows, **asked)

    @property
    def explanation(self) -> str:
        """Of which cooperation, and of which of its three looks back."""
        return _("%(title)s, %(n)s months after signing") % {
            "title": self.object.cooperation.title, "n": self.object.months,
        }  # fmt: skip

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(outcome=self.object, by=self.request.user, **dated(form), **fields)


class Report(OutcomeStep):
    code, form_class = "report", forms.ReportOutcomeForm
    title, verb, done = _("Tell the outcome"), _("Tell the outcome"), _("Told.")

    def initial(self) -> dict[str, Any]:
        """What was said before it was returned is corrected, not written again."""
        names = ("progress", "sales", "saved", "note")
        return {name: getattr(self.object, name) for name in names}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        names = ("progress", "sales", "saved", "note")
        return self.run(actions.report_outcome, form, **{name: given[name] for name in names})


class Confirm(OutcomeStep):
    code = "confirm"
    title, verb = _("Confirm the outcome"), _("Confirm")

    def act(self, form: Any) -> Any:
        return self.run(actions.confirm_outcome, form)


class Return(OutcomeStep):
    code, form_class = "return", forms.ReturnOutcomeForm
    title, verb = _("Return the outcome"), _("Return for correction")

    def act(self, form: Any) -> Any:
        code = form.cleaned_data["reason_code"]
        return self.run(actions.return_outcome, form, reason_code=code)
