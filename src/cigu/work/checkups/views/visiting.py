"""The site visit on a phone: one page, kept on the device while there is no network."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.flow.actions import check_fire

from .. import actions, facts, forms, guards
from .base import CheckupStep


class Visit(CheckupStep):
    form_class = forms.VisitForm
    template_name = "checkups/visit.html"
    title, verb = _("Site visit"), _("Save the record")
    done = _("Site record saved.")
    keeps_draft = True

    def check(self) -> None:
        step = "diagnose" if self.object.state == "visited" else "visit"
        check_fire(self.object, step, self.request.user)

    def initial(self) -> dict[str, Any]:
        return {"visited_on": today(), "seen_at": timezone.localtime().strftime("%H:%M")}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_visit(
            checkup=self.object, by=self.request.user,
            **{name: given[name] for name in (
                "lines", "scrap_rate", "quality_check", "energy_check", "photos", "note", "place",
                "visited_on", "seen_at",
            )},
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        checkup = self.object
        before = checkup.visits.order_by("-visited_on").first()
        reads = guards.can_read_answers(checkup, self.request.user)
        return {
            **super().context(),
            "subtitle": f"{checkup.number}·{checkup.enterprise}",
            "known": facts.known(checkup.enterprise), "before": before, "reads_answers": reads,
        }  # fmt: skip
